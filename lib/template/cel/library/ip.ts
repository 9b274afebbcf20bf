import {
  clearHostBits,
  countBits,
  formatIpAddress,
  parseIpAddress,
  type IpAddress,
} from '../../../core/ip-address.ts';
import { WrongValue } from '../../errors.ts';

/** An address in expressions; as a plain value it is its canonical text. */
export class Ip {
  readonly address: IpAddress;

  constructor(address: IpAddress) {
    this.address = address;
  }

  /** All of IPv4 come before those of IPv6. */
  compare(other: Ip): number {
    const [a, b] = [this.address, other.address];
    if (a.family !== b.family) return a.family - b.family;
    return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
  }

  toString(): string {
    return formatIpAddress(this.address);
  }
}

/** A network in expressions, with the address it was given with. */
export class Cidr {
  readonly address: IpAddress;
  readonly prefix: number;

  constructor(address: IpAddress, prefix: number) {
    this.address = address;
    this.prefix = prefix;
  }

  get first(): IpAddress {
    return clearHostBits(this.address, this.prefix);
  }

  get last(): IpAddress {
    return { family: this.address.family, number: this.first.number + this.count - 1n };
  }

  /** All its addresses. */
  get count(): bigint {
    return 1n << BigInt(countBits(this.address.family) - this.prefix);
  }

  /** Addresses that hosts can have: in IPv4 neither the network's own nor the broadcast address. */
  get hostCount(): bigint {
    return this.address.family === 4 && this.prefix < 31 ? this.count - 2n : this.count;
  }

  has({ family, number }: IpAddress): boolean {
    return family === this.address.family && number >= this.first.number && number <= this.last.number;
  }

  /** By the first address; of two that start alike the wider is first. */
  compare(other: Cidr): number {
    return new Ip(this.first).compare(new Ip(other.first)) || this.prefix - other.prefix;
  }

  toString(): string {
    return `${formatIpAddress(this.address)}/${this.prefix}`;
  }
}

export function tryIp(text: string): Ip | undefined {
  const address = parseIpAddress(text);
  return address && new Ip(address);
}

export function parseIp(text: string): Ip {
  const ip = tryIp(text);
  if (!ip) throw new WrongValue('an IP address is wanted');
  return ip;
}

export function tryCidr(text: string): Cidr | undefined {
  const [, host = '', digits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = parseIpAddress(host);
  return address && Number(digits) <= countBits(address.family)
    ? new Cidr(address, Number(digits))
    : undefined;
}

export function parseCidr(text: string): Cidr {
  const cidr = tryCidr(text);
  if (!cidr) throw new WrongValue('a network such as "10.0.0.0/24" is wanted');
  return cidr;
}
