import { isIP } from 'node:net';

/** Anybody. */
export const ANY = 'any';

/**
 * An address or a network in the one form in which it is compared: host bits cleared, IPv6 shortened, no prefix of
 * a single host. Undefined for what is neither, such as a name.
 */
export function parseSource(text: string): string | undefined {
  if (text === ANY || text === '0.0.0.0/0' || text === '::/0') return ANY;
  const [, address = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  if (family === 0) return undefined;
  const bits = family === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  if (prefix > bits) return undefined;
  const groups = family === 4 ? address.split('.').map(Number) : groupsOf(address);
  const cleared = clearBits(groups, { prefix, width: family === 4 ? 8 : 16 });
  const shown = family === 4 ? cleared.join('.') : shorten(cleared);
  return prefix === bits ? shown : `${shown}/${prefix}`;
}

export function isIpv6(source: string): boolean {
  return source.includes(':');
}

function clearBits(
  groups: readonly number[],
  { prefix, width }: { readonly prefix: number; readonly width: number },
): number[] {
  return groups.map((group, at) => {
    const kept = Math.min(width, Math.max(0, prefix - at * width));
    return group - (group % 2 ** (width - kept));
  });
}

/** The URL parser writes an address out in its shortest form. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const read = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => parseInt(group, 16));
  const [before, after] = [read(head), read(tail ?? '')];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [...before, ...zeros, ...after];
}

function shorten(groups: readonly number[]): string {
  return new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]`).hostname.slice(1, -1);
}
