import { normalizeIpNetwork } from '../../../shared/ip-network.ts';
import { errorOf, warningOf, type Finding } from './finding.ts';
import type { Card } from './host-state.ts';
import { isNode, isServer, runsAlready, type Subject } from './subject.ts';

export function checkRoute(subject: Subject): Finding[] {
  if (!isNode(subject) || subject.facts.interface !== '') return [];
  return [
    errorOf(
      'route',
      'it has no default route, and K3s does not start without one',
      'Add one. Where there is no way out, one by a dummy interface with an address will do.',
    ),
  ];
}

/** Devices that are no cards: bridges and tunnels, of containers as a rule. */
const VIRTUAL =
  /^(lo|docker|br-|veth|virbr|cni|flannel|cali|tunl|vxlan|kube-|nodelocaldns|dummy|wg|tailscale|tun|tap|lxc|lxd|cilium)/;

export function checkCards(subject: Subject): Finding[] {
  if (!isNode(subject)) return [];
  const { facts, host, setting, address } = subject;
  const wanted = normalizeIpNetwork(address);
  const isMeant = (card: Card): boolean => normalizeIpNetwork(card.address) === wanted;
  const own = host.cards.filter(({ device }) => !VIRTUAL.test(device));
  const devices = [...new Set(own.map(({ device }) => device))];
  const settings = ['node-ip', 'flannel-iface'].filter((name) => setting(name) === undefined);
  const findings: Finding[] = [];
  if (devices.length > 1 && settings.length > 0) {
    const listed = own.map(({ device, address: each }) => `${device} ${each}`).join(', ');
    const meant = own.find(isMeant) ?? own[0];
    const values = { 'node-ip': meant?.address ?? '', 'flannel-iface': meant?.device ?? '' };
    findings.push(
      warningOf(
        'node-ip',
        `it has several network cards (${listed}), and K3s takes that of the default route, ${facts.interface || 'which is none'}`,
        `Say which on this host: config: { ${settings.map((name) => `${name}: ${values[name as keyof typeof values]}`).join(', ')} }.`,
      ),
    );
  }
  if (wanted !== undefined && host.cards.length > 0 && !host.cards.some(isMeant)) {
    findings.push(
      warningOf(
        'address',
        `${address} of the inventory is none of its addresses (${host.cards.map((card) => card.address).join(', ')})`,
        'Give the address that the hosts use among themselves; reach others by connection: { jump: … }.',
      ),
    );
  }
  return findings;
}

/** What K3s listens on, and would not start or not work without. */
function portsOf(subject: Subject): string[] {
  const api = Number(subject.setting('https-listen-port') ?? 6443);
  const backend = subject.setting('flannel-backend') ?? 'vxlan';
  const network =
    backend === 'vxlan' ? ['8472/udp'] : backend === 'wireguard-native' ? ['51820/udp', '51821/udp'] : [];
  const own = isServer(subject) ? [api, api + 1, 10250, 10257, 10259] : [6444, 10250];
  return [...own.map((port) => `${port}/tcp`), ...network];
}

export function checkPorts(subject: Subject): Finding[] {
  if (!isNode(subject) || runsAlready(subject)) return [];
  const { listening, hasFlannel } = subject.host;
  const wanted = portsOf(subject);
  return listening
    .filter(({ port }) => wanted.includes(port) && !(hasFlannel && port.endsWith('/udp')))
    .map(({ port, holder }) =>
      errorOf(
        'ports',
        `${port} is taken${holder === '' ? '' : ` by ${holder}`}`,
        'Stop what listens there, or move it to another port.',
      ),
    );
}

/** firewalld and ufw are opened by firewall.yml; rules of others are left to their owner. */
export function checkFirewall(subject: Subject): Finding[] {
  const { drops, ufw, units } = subject.host;
  if (ufw || units['firewalld']?.active || drops.length === 0) return [];
  return [
    warningOf(
      'firewall',
      `packets are dropped by rules that are neither firewalld's nor ufw's: ${drops[0] ?? ''}`,
      'Let the hosts of the inventory reach one another: docs/k3s.md lists the ports.',
    ),
  ];
}
