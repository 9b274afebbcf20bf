import type { Lines } from './lines.ts';

export interface Network {
  readonly address: string;
  readonly interface: string;
  readonly addresses: string[];
}

interface InterfaceAddress {
  readonly device: string;
  readonly address: string;
}

/**
 * From the lines `route4` and `route6` (of /proc/net), `default4` (of `ip route show default`) and `addr`
 * (of `ip -o addr` or, where there is no ip, of `ifconfig -a`). IPv4 counts before IPv6.
 */
export function parseNetwork(lines: Lines): Network {
  const addresses = parseAddresses(lines.all('addr')).filter(({ address }) => isOfUse(address));
  const device = findDevice4(lines.all('route4')) ?? findDevice6(lines.all('route6')) ?? '';
  const own = addresses.filter((entry) => entry.device === device).map(({ address }) => address);
  const source = /^default .*\bsrc (\S+)/.exec(lines.first('default4'))?.[1];
  const preferred =
    own.find((address) => address === source) ?? own.find((address) => !address.includes(':'));
  return {
    interface: device,
    address: preferred ?? own[0] ?? '',
    addresses: [...new Set(addresses.map(({ address }) => address))],
  };
}

/** Not loopback, nor link-local. */
function isOfUse(address: string): boolean {
  return !/^(127\.|169\.254\.|::1$|fe[89ab][0-9a-f]:)/i.test(address);
}

function parseAddresses(lines: readonly string[]): InterfaceAddress[] {
  const found: InterfaceAddress[] = [];
  let device = '';
  for (const line of lines) {
    const one = /^\d+: (\S+)\s+inet6? ([0-9a-fA-F.:]+)/.exec(line);
    if (one?.[1] !== undefined && one[2] !== undefined) {
      found.push({ device: one[1].replace(/@.*$/, ''), address: one[2] });
      continue;
    }
    device = /^([^\s:]\S*?):?\s/.exec(line)?.[1] ?? device;
    const many = /^\s+inet6? (?:addr: ?)?([0-9a-fA-F.:]+)/.exec(line)?.[1];
    if (many !== undefined) found.push({ device, address: many });
  }
  return found;
}

/** Columns of /proc/net/route: Iface Destination Gateway Flags RefCnt Use Metric Mask; numbers in hex but Metric. */
function findDevice4(lines: readonly string[]): string | undefined {
  const routes = lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, destination, , flags, , , , mask]) => {
      const zero = destination === '00000000' && mask === '00000000';
      return zero && (parseInt(flags ?? '', 16) & (UP | REJECT)) === UP;
    })
    .map(([device, , , , , , metric]) => ({ device, metric: Number(metric) }));
  return lowest(routes);
}

/** Columns of /proc/net/ipv6_route: destination, its length, source, its length, hop, metric, two counts, flags, device. */
function findDevice6(lines: readonly string[]): string | undefined {
  const routes = lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([destination, length, , , , , , , flags]) => {
      const zero = /^0{32}$/.test(destination ?? '') && length === '00';
      return zero && (parseInt(flags ?? '', 16) & (UP | REJECT)) === UP;
    })
    .map((columns) => ({ device: columns[9], metric: parseInt(columns[5] ?? '', 16) }));
  return lowest(routes);
}

const UP = 0x1;
const REJECT = 0x200;

function lowest(routes: readonly { device: string | undefined; metric: number }[]): string | undefined {
  return [...routes].sort((a, b) => a.metric - b.metric)[0]?.device;
}
