import { BlockList, isIP } from 'node:net';
import { sh } from '../../../connection/sh.ts';
import { hostRead, textOf, type HostRead } from '../../read.ts';

/** The networks a host is part of, such as "10.0.0.21/24"; none where it has no `ip`. */
export function readNetworks(): HostRead<readonly string[]> {
  return hostRead({
    key: 'networks',
    script: sh`ip -o addr show scope global 2>/dev/null || :`,
    parse: (output) =>
      textOf(output)
        .split('\n')
        .flatMap((line) => /^\d+: \S+ +inet6? (\S+\/\d+)/.exec(line)?.[1] ?? []),
  });
}

export interface NoProxy {
  /** As the operator gave them. */
  readonly given: readonly string[];
  /** Networks of pods and services. */
  readonly inside: readonly string[];
  /** Names and addresses of all hosts that belong together. */
  readonly hosts: readonly string[];
  /** Networks of this host, as `readNetworks` has them. */
  readonly own: readonly string[];
}

/**
 * What is reached without the proxy. A host in a network of this host is covered by that network, so that one that
 * is added there later changes nothing, and K3s need not restart for it.
 */
export function listNoProxy({ given, inside, hosts, own }: NoProxy): readonly string[] {
  const addresses = hosts.filter((host) => isIP(host) !== 0);
  const networks = own.filter((network) => addresses.some((address) => covers(network, address))).map(baseOf);
  const covering = [...given, ...networks];
  const others = hosts.filter(
    (host) => !covering.some((network) => network === host || covers(network, host)),
  );
  return [
    ...new Set([
      ...given,
      'localhost',
      '127.0.0.0/8',
      '::1',
      '.svc',
      '.cluster.local',
      ...inside,
      ...[...networks].sort(),
      ...[...others].sort(),
    ]),
  ];
}

function covers(network: string, address: string): boolean {
  const parsed = parseNetwork(network);
  const family = isIP(address);
  if (!parsed || family === 0 || parsed.family !== family) return false;
  const list = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(parsed.address, parsed.bits, type);
  return list.check(address, type);
}

function parseNetwork(text: string): { address: string; bits: number; family: number } | undefined {
  const [, address = '', digits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(address);
  const bits = Number(digits);
  return family === 0 || bits > (family === 4 ? 32 : 128) ? undefined : { address, bits, family };
}

/** "10.0.0.21/24" as "10.0.0.0/24": the same on all hosts of a network. IPv6 stays as it is: Go masks it itself. */
function baseOf(network: string): string {
  const parsed = parseNetwork(network);
  if (!parsed || parsed.family !== 4) return network;
  const bytes = parsed.address.split('.').map((byte, index) => {
    const kept = Math.min(8, Math.max(0, parsed.bits - 8 * index));
    return Number(byte) & (0xff << (8 - kept)) & 0xff;
  });
  return `${bytes.join('.')}/${parsed.bits}`;
}
