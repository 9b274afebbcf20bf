import { isIPv4, isIPv6 } from 'node:net';

/** An address of IPv4 or IPv6 as a number of 32 or 128 bits. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly number: bigint;
}

export function countBits(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

/** Undefined for what is no address; one with a zone ("%eth0") is none. */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (isIPv4(text)) return { family: 4, number: joinGroups(text.split('.').map(Number), 8) };
  // Node's pattern of IPv6 takes milliseconds to compile, and nothing without a colon is of it.
  if (!text.includes(':') || text.includes('%') || !isIPv6(text)) return undefined;
  return { family: 6, number: joinGroups(groupsOf(text), 16) };
}

/** Its one canonical form: IPv6 in lower case, shortened. */
export function formatIpAddress({ family, number }: IpAddress): string {
  if (family === 4) return splitGroups(number, { count: 4, width: 8 }).join('.');
  const groups = splitGroups(number, { count: 8, width: 16 }).map((group) => group.toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** The address with all bits behind a prefix cleared. */
export function clearHostBits({ family, number }: IpAddress, prefix: number): IpAddress {
  const shift = BigInt(countBits(family) - prefix);
  return { family, number: (number >> shift) << shift };
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

function joinGroups(groups: readonly number[], width: number): bigint {
  return groups.reduce((number, group) => (number << BigInt(width)) + BigInt(group), 0n);
}

function splitGroups(number: bigint, { count, width }: { count: number; width: number }): bigint[] {
  const mask = (1n << BigInt(width)) - 1n;
  return Array.from({ length: count }, (_, at) => (number >> BigInt((count - 1 - at) * width)) & mask);
}
