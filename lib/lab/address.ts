/** An IPv4 network, as numbers: easier to compare than text. */
export interface Subnet {
  readonly text: string;
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

/** The number of a dotted IPv4 address, or undefined where it is none. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!/^(0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return value;
}

export function formatAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** `198.18.0.0/24`; the address must be the network's own, or it is undefined. A bare address is a /32. */
export function parseSubnet(text: string): Subnet | undefined {
  const [address = '', length = '32', ...rest] = text.split('/');
  const first = parseAddress(address);
  if (first === undefined || rest.length > 0 || !/^(0|[1-9][0-9]?)$/.test(length)) return undefined;
  const prefix = Number(length);
  const size = 2 ** (32 - prefix);
  if (prefix > 32 || first % size !== 0) return undefined;
  return { text: `${address}/${prefix}`, first, last: first + size - 1, prefix };
}

export function overlaps(one: Subnet, other: Subnet): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** The machine's own address on the lab's bridge: the first of the subnet. */
export function gatewayOf(subnet: Subnet): string {
  return formatAddress(subnet.first + 1);
}

/** How far an address of the subnet is from its first: unique in a lab, and short enough for interface names. */
export function offsetIn(subnet: Subnet, address: string): number {
  const value = parseAddress(address);
  if (value === undefined || value < subnet.first || value > subnet.last) {
    throw new RangeError(`${address} is not an address of ${subnet.text}`);
  }
  return value - subnet.first;
}
