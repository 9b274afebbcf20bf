import { isIP } from 'node:net';

/** An address or a network, as the parts of its text. */
interface IpNetwork {
  readonly address: string;
  /** Bits that count; of a single address, all. */
  readonly prefix: number;
  readonly family: 4 | 6;
}

/**
 * An address or a network in the one form in which it is compared: host bits cleared, IPv6 shortened, no prefix of
 * a single host. Undefined for what is neither, such as a name.
 */
export function normalizeIpNetwork(text: string): string | undefined {
  const network = parseIpNetwork(text);
  return network && describeIpNetwork(network);
}

/** Whether an address lies in a network; neither need be one. */
export function isInNetwork(address: string, network: string): boolean {
  const [one, wide] = [parseIpNetwork(address), parseIpNetwork(network)];
  if (!one || one.family !== wide?.family) return false;
  return describeIpNetwork({ ...one, prefix: wide.prefix }) === describeIpNetwork(wide);
}

function parseIpNetwork(text: string): IpNetwork | undefined {
  const [, address = '', digits] = /^([^/%]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  if (family !== 4 && family !== 6) return undefined;
  const bits = family === 4 ? 32 : 128;
  const prefix = digits === undefined ? bits : Number(digits);
  return prefix > bits ? undefined : { address, prefix, family };
}

function describeIpNetwork({ address, prefix, family }: IpNetwork): string {
  const groups = family === 4 ? address.split('.').map(Number) : groupsOf(address);
  const cleared = clearBits(groups, { prefix, width: family === 4 ? 8 : 16 });
  const shown = family === 4 ? cleared.join('.') : shorten(cleared);
  return prefix === (family === 4 ? 32 : 128) ? shown : `${shown}/${prefix}`;
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
