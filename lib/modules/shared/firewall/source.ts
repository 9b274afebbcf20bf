import { normalizeIpNetwork } from '../ip-network.ts';

/** Anybody. */
export const ANY = 'any';

/** An address or a network as `normalizeIpNetwork` has it, or anybody. */
export function parseSource(text: string): string | undefined {
  if (text === ANY || text === '0.0.0.0/0' || text === '::/0') return ANY;
  return normalizeIpNetwork(text);
}

export function isIpv6(source: string): boolean {
  return source.includes(':');
}
