import { clearHostBits, countBits, formatIpAddress } from '../../../core/ip-address.ts';
import { WrongValue } from '../../errors.ts';
import { defineFunction, type FunctionGroup } from '../function.ts';
import { Cidr, Ip, parseCidr, parseIp, tryCidr, tryIp } from './ip.ts';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
const UNSPECIFIED = ['0.0.0.0/32', '::/128'];
const LINK_LOCAL = ['169.254.0.0/16', 'fe80::/10'];
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'];

/** Functions on IP addresses and networks, named as Kubernetes has them. */
export const ADDRESS_FUNCTIONS: FunctionGroup = {
  topic: 'IP addresses and networks',
  functions: [
    defineFunction('ip(string): net.IP', {
      summary: 'An IP address. Addresses compare by their number; as a value it is its canonical text.',
      examples: { 'ip("FD00:0::1")': 'fd00::1', 'ip("10.0.0.9") < ip("10.0.0.10")': true },
      run: parseIp,
    }),
    defineFunction('isIP(string): bool', {
      summary: 'Whether a text is an IP address.',
      examples: { 'isIP("10.0.0.256")': false },
      run: (text: string) => tryIp(text) !== undefined,
    }),
    defineFunction('string(net.IP): string', { run: String }),
    defineFunction('net.IP.family(): int', {
      summary: 'Of an address, 4 or 6.',
      examples: { 'ip("fd00::1").family()': 6 },
      run: ({ address }: Ip) => BigInt(address.family),
    }),
    defineFunction('net.IP.isLoopback(): bool', {
      summary: 'Whether an address is one of the machine itself.',
      examples: { 'ip("127.0.0.1").isLoopback()': true },
      run: isWithin(LOOPBACK),
    }),
    defineFunction('net.IP.isUnspecified(): bool', {
      summary: 'Whether an address is "0.0.0.0" or "::".',
      examples: { 'ip("::").isUnspecified()': true },
      run: isWithin(UNSPECIFIED),
    }),
    defineFunction('net.IP.isLinkLocalUnicast(): bool', {
      summary: 'Whether an address is of one link only.',
      examples: { 'ip("fe80::1").isLinkLocalUnicast()': true },
      run: isWithin(LINK_LOCAL),
    }),
    defineFunction('net.IP.isPrivate(): bool', {
      summary: 'Whether an address is of a private network.',
      examples: { 'ip("192.168.1.1").isPrivate()': true },
      run: isWithin(PRIVATE),
    }),
    defineFunction('cidr(string): net.CIDR', {
      summary: 'A network: an address and the number of bits that it has in common.',
      examples: { 'cidr("10.0.0.0/24")': '10.0.0.0/24' },
      run: parseCidr,
    }),
    defineFunction('isCIDR(string): bool', {
      summary: 'Whether a text is a network.',
      examples: { 'isCIDR("10.0.0.0/33")': false },
      run: (text: string) => tryCidr(text) !== undefined,
    }),
    defineFunction('string(net.CIDR): string', { run: String }),
    defineFunction('net.CIDR.containsIP(string): bool', {
      summary: 'Whether an address is of the network.',
      examples: { 'cidr("10.0.0.0/24").containsIP("10.0.0.7")': true },
      run: (network: Cidr, text: string) => network.has(parseIp(text).address),
    }),
    defineFunction('net.CIDR.containsIP(net.IP): bool', {
      run: (network: Cidr, { address }: Ip) => network.has(address),
    }),
    defineFunction('net.CIDR.containsCIDR(string): bool', {
      summary: 'Whether a network is a part of the network.',
      examples: { 'cidr("10.0.0.0/8").containsCIDR("10.1.0.0/16")': true },
      run: (network: Cidr, text: string) => containsNetwork(network, parseCidr(text)),
    }),
    defineFunction('net.CIDR.containsCIDR(net.CIDR): bool', { run: containsNetwork }),
    defineFunction('net.CIDR.ip(): net.IP', {
      summary: 'The address that the network is given with.',
      examples: { 'cidr("10.0.0.7/24").ip()': '10.0.0.7' },
      run: ({ address }: Cidr) => new Ip(address),
    }),
    defineFunction('net.CIDR.masked(): net.CIDR', {
      summary: 'The network with no more than its own bits.',
      examples: { 'cidr("10.0.0.7/24").masked()': '10.0.0.0/24' },
      run: (network: Cidr) => new Cidr(network.first, network.prefix),
    }),
    defineFunction('net.CIDR.prefixLength(): int', {
      summary: 'The number of bits in common.',
      examples: { 'cidr("10.0.0.0/24").prefixLength()': 24 },
      run: ({ prefix }: Cidr) => BigInt(prefix),
    }),
    defineFunction('net.CIDR.family(): int', {
      summary: 'Of a network, 4 or 6.',
      examples: { 'cidr("fd00::/8").family()': 6 },
      run: ({ address }: Cidr) => BigInt(address.family),
    }),
    defineFunction('net.CIDR.netmask(): string', {
      summary: 'The bits in common as an address.',
      examples: { 'cidr("10.0.0.0/20").netmask()': '255.255.240.0' },
      run: ({ address: { family }, prefix }: Cidr) => {
        const number = (1n << BigInt(countBits(family))) - 1n;
        return formatIpAddress(clearHostBits({ family, number }, prefix));
      },
    }),
    defineFunction('net.CIDR.broadcast(): net.IP', {
      summary: 'The last address of the network.',
      examples: { 'cidr("10.0.0.0/24").broadcast()': '10.0.0.255' },
      run: (network: Cidr) => new Ip(network.last),
    }),
    defineFunction('net.CIDR.host(int): net.IP', {
      summary: 'The address with this number in the network; -1 is its last.',
      examples: { 'cidr("10.0.0.0/24").host(10)': '10.0.0.10', 'cidr("10.0.0.0/24").host(-2)': '10.0.0.254' },
      run: pickHost,
    }),
    defineFunction('net.CIDR.hostCount(): int', {
      summary: 'How many addresses of the network hosts can have.',
      examples: { 'cidr("10.0.0.0/24").hostCount()': 254 },
      run: ({ hostCount }: Cidr) => hostCount,
    }),
  ],
};

/** Whether an address is in one of some networks, which are parsed once somebody asks. */
function isWithin(networks: readonly string[]): (ip: Ip) => boolean {
  let parsed: readonly Cidr[] | undefined;
  return ({ address }) => (parsed ??= networks.map(parseCidr)).some((network) => network.has(address));
}

function containsNetwork(network: Cidr, other: Cidr): boolean {
  return other.prefix >= network.prefix && network.has(other.address);
}

function pickHost(network: Cidr, at: bigint): Ip {
  const index = at < 0n ? network.count + at : at;
  if (index < 0n || index >= network.count) {
    throw new WrongValue('host() wants the number of an address in the network');
  }
  return new Ip({ family: network.address.family, number: network.first.number + index });
}
