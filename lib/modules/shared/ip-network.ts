import {
  clearHostBits,
  countBits,
  formatIpAddress,
  parseIpAddress,
  type IpAddress,
} from '../../core/ip-address.ts';

/** An address or a network. */
interface IpNetwork {
  readonly address: IpAddress;
  /** Bits that count; of a single address, all. */
  readonly prefix: number;
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
  if (!one || one.address.family !== wide?.address.family) return false;
  return describeIpNetwork({ ...one, prefix: wide.prefix }) === describeIpNetwork(wide);
}

function parseIpNetwork(text: string): IpNetwork | undefined {
  const [, host = '', digits] = /^([^/%]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseIpAddress(host);
  if (!address) return undefined;
  const bits = countBits(address.family);
  const prefix = digits === undefined ? bits : Number(digits);
  return prefix > bits ? undefined : { address, prefix };
}

function describeIpNetwork({ address, prefix }: IpNetwork): string {
  const shown = formatIpAddress(clearHostBits(address, prefix));
  return prefix === countBits(address.family) ? shown : `${shown}/${prefix}`;
}
