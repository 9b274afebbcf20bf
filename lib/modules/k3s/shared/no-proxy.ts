import { sh } from '../../../connection/sh.ts';
import { hostRead, textOf, type HostRead } from '../../read.ts';
import { isInNetwork, normalizeIpNetwork } from '../../shared/ip-network.ts';

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
  const networks = own
    .filter((network) => hosts.some((host) => isInNetwork(host, network)))
    .flatMap((network) => normalizeIpNetwork(network) ?? []);
  const covering = [...given, ...networks];
  const others = hosts.filter(
    (host) => !covering.some((network) => network === host || isInNetwork(host, network)),
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
