import assert from 'node:assert/strict';
import { checkAll } from '../../../lib/modules/k3s/shared/preflight/checks.ts';
import type { HostState } from '../../../lib/modules/k3s/shared/preflight/host-state.ts';
import type { Subject } from '../../../lib/modules/k3s/shared/preflight/subject.ts';
import { soundHost, subjectWith } from './preflight-host.ts';

interface Row {
  readonly on: Subject;
  /** `severity code: evidence`, one a finding. */
  readonly finds: readonly string[];
  readonly cure?: RegExp;
}

const unit = { exists: true, active: true, enabled: true };
const cards = [
  { device: 'eth0', address: '203.0.113.7' },
  { device: 'eth1', address: '10.0.0.11' },
];
const taken = (port: string, holder = ''): HostState['listening'] => [{ port, holder }];
const agent = { roles: ['agent'] } as const;

const ROWS: Readonly<Record<string, Row>> = {
  'nothing on a sound server': { on: subjectWith({}), finds: [] },
  'nothing on a sound agent': { on: subjectWith(agent), finds: [] },
  'a host that systemd does not run': {
    on: subjectWith({ facts: { init: 'openrc' } }),
    finds: ['error systemd: it is run by openrc, not by systemd'],
    cure: /systemd only/,
  },
  'a host without curl': {
    on: subjectWith({ host: { hasCurl: false }, roles: ['lb'] }),
    finds: ['error curl: it has no curl, which tells whether the servers answer'],
    cure: /Install the package curl/,
  },
  'a system that nobody knows': {
    on: subjectWith({
      facts: { os: { family: 'unknown', id: 'x', version: '', name: 'X Linux', kernel: '6.1' } },
    }),
    finds: ['warning os: X Linux is none of those that K3s is tried on'],
  },
  'an old kernel': {
    on: subjectWith({
      facts: {
        os: { family: 'redhat', id: 'centos', version: '7', name: 'CentOS 7', kernel: '3.10.0-1160.el7' },
      },
    }),
    finds: ['warning kernel: Linux 3.10.0-1160.el7; recent releases of Kubernetes ask for 4.19'],
  },
  'a machine that K3s is not made for': {
    on: subjectWith({ host: { machine: 'armv6l' } }),
    finds: ['error architecture: armv6l; there is no K3s for it'],
  },
  'a server that is too small': {
    on: subjectWith({ facts: { cpus: 1, memory_mb: 981 } }),
    finds: [
      'warning cpus: 1 processor; a server should have 2',
      'warning memory: 981 MiB of memory; a server should have 2048',
    ],
  },
  'nothing on an agent of that size': {
    on: subjectWith({ ...agent, facts: { cpus: 1, memory_mb: 481 } }),
    finds: [],
  },
  'an agent that is too small': {
    on: subjectWith({ ...agent, facts: { memory_mb: 240 } }),
    finds: ['warning memory: 240 MiB of memory; an agent should have 512'],
  },
  'a datastore with too few processors for its cluster': {
    on: subjectWith({ roles: ['datastore'], nodes: 200, facts: { cpus: 2, memory_mb: 16_000 } }),
    finds: ['warning cpus: 2 processors; the datastore of 200 nodes should have 4'],
  },
  'a datastore that is too small for its cluster': {
    on: subjectWith({ roles: ['datastore'], nodes: 60, facts: { cpus: 2, memory_mb: 3900 } }),
    finds: ['warning memory: 3900 MiB of memory; the datastore of 60 nodes should have 8192'],
  },
  'a disk that is full': {
    on: subjectWith({ host: { disk: { ...soundHost.disk, freeMb: 700 } } }),
    finds: ['error disk: 700 MiB are free under /var/lib/rancher; K3s and its images take more than 1024'],
    cure: /Make room/,
  },
  'a disk that is small': {
    on: subjectWith({ host: { disk: { ...soundHost.disk, freeMb: 3000 } } }),
    finds: ['warning disk: 3000 MiB are free under /var/lib/rancher; pods are evicted when it runs short'],
  },
  'a full disk as a warning where K3s runs already': {
    on: subjectWith({ host: { disk: { ...soundHost.disk, freeMb: 700 }, units: { k3s: unit } } }),
    finds: ['warning disk: 700 MiB are free under /var/lib/rancher; pods are evicted when it runs short'],
  },
  'a disk that runs no programs': {
    on: subjectWith({ host: { disk: { freeMb: 50_000, type: 'ext4', options: ['rw', 'noexec'] } } }),
    finds: [
      'error data-mount: the file system of /var/lib/rancher is mounted noexec, and K3s runs programs from there',
    ],
    cure: /without noexec/,
  },
  'a disk of the network': {
    on: subjectWith({ host: { disk: { freeMb: 50_000, type: 'nfs4', options: [] } } }),
    finds: ['warning data-mount: /var/lib/rancher is on nfs4, where containers cannot be unpacked as a rule'],
  },
  swap: {
    on: subjectWith({ ...agent, facts: { swap_mb: 1024 } }),
    finds: ['warning swap: 1024 MiB of swap; limits of memory do not hold'],
    cure: /swapoff -a/,
  },
  'no memory controller on a Raspberry Pi': {
    on: subjectWith({
      host: {
        board: 'Raspberry Pi 4 Model B',
        cgroups: { version: 2, controllers: ['cpuset', 'cpu', 'pids'] },
      },
    }),
    finds: ['error cgroups: cgroup v2 without memory'],
    cure: /cgroup_memory=1 cgroup_enable=memory .*\/boot\/firmware\/cmdline\.txt/,
  },
  'no cpuset controller elsewhere': {
    on: subjectWith({ host: { cgroups: { version: 2, controllers: ['cpu', 'memory', 'pids'] } } }),
    finds: ['error cgroups: cgroup v2 without cpuset'],
    cure: /cgroup_enable=cpuset/,
  },
  'no controllers in a container': {
    on: subjectWith({
      host: { container: true, cgroups: { version: 2, controllers: ['cpu', 'cpuset', 'pids'] } },
    }),
    finds: ['error cgroups: cgroup v2 without memory'],
    cure: /let its host delegate/,
  },
  'cgroup v1': {
    on: subjectWith({ host: { cgroups: { version: 1, controllers: ['cpu', 'cpuset', 'memory', 'pids'] } } }),
    finds: ['warning cgroup-v1: cgroup v1; Kubernetes gives it up'],
    cure: /unified_cgroup_hierarchy=1/,
  },
  'missing kernel modules': {
    on: subjectWith({
      host: { modules: { overlay: 'missing', vxlan: 'missing', br_netfilter: 'missing' } },
      facts: { os: { family: 'redhat', id: 'rhel', version: '10', name: 'RHEL 10', kernel: '6.12.0' } },
    }),
    finds: [
      'error kernel-modules: the kernel has no module overlay, on which containers stand',
      'error kernel-modules: the kernel has no module vxlan, which carries the pod network',
      'warning kernel-modules: the kernel has no module br_netfilter, without which services do not answer pods of their own node',
    ],
    cure: /kernel-modules-extra/,
  },
  'nothing of modules that other settings do without': {
    on: subjectWith({
      host: { modules: { overlay: 'missing', vxlan: 'missing' } },
      settings: { snapshotter: 'native', 'flannel-backend': 'host-gw' },
    }),
    finds: [],
  },
  'the iptables that double their rules': {
    on: subjectWith({ host: { iptables: '1.8.4' } }),
    finds: ['warning iptables: iptables 1.8.4, which makes rules double without end'],
    cure: /prefer-bundled-bin/,
  },
  'nothing where the bundled iptables are preferred': {
    on: subjectWith({ host: { iptables: '1.8.2' }, settings: { 'prefer-bundled-bin': 'true' } }),
    finds: [],
  },
  'nm-cloud-setup': {
    on: subjectWith({ host: { units: { 'nm-cloud-setup.timer': unit } } }),
    finds: ['warning nm-cloud-setup: nm-cloud-setup is on, whose routes may swallow those of pods'],
    cure: /disable --now/,
  },
  'SELinux without its policy': {
    on: subjectWith({ host: { selinux: { enforcing: true, policy: false } } }),
    finds: ['warning selinux: SELinux is enforcing, and the package k3s-selinux is not there'],
  },
  'an agent that was a server': {
    on: subjectWith({ ...agent, host: { units: { k3s: unit } } }),
    finds: [
      'error other-unit: it has a unit k3s.service, and the inventory makes it an agent: both would fight for the node',
    ],
    cure: /k3s-uninstall\.sh/,
  },
  'another Kubernetes': {
    on: subjectWith({ host: { units: { 'rke2-server': unit, kubelet: { ...unit, active: false } } } }),
    finds: ['error other-unit: another Kubernetes runs on it: rke2-server'],
  },
  'no default route': {
    on: subjectWith({ facts: { interface: '', address: '' } }),
    finds: ['error route: it has no default route, and K3s does not start without one'],
    cure: /dummy interface/,
  },
  'several cards': {
    on: subjectWith({ host: { cards } }),
    finds: [
      'warning node-ip: it has several network cards (eth0 203.0.113.7, eth1 10.0.0.11), and K3s takes that of the default route, eth0',
    ],
    cure: /node-ip: 10\.0\.0\.11, flannel-iface: eth1/,
  },
  'the setting that is missing of two': {
    on: subjectWith({ host: { cards }, settings: { 'node-ip': '10.0.0.11' } }),
    finds: [
      'warning node-ip: it has several network cards (eth0 203.0.113.7, eth1 10.0.0.11), and K3s takes that of the default route, eth0',
    ],
    cure: /config: \{ flannel-iface: eth1 \}/,
  },
  'nothing where both are set': {
    on: subjectWith({ host: { cards }, settings: { 'node-ip': '10.0.0.11', 'flannel-iface': 'eth1' } }),
    finds: [],
  },
  'nothing of bridges, tunnels and second addresses of a card': {
    on: subjectWith({
      host: {
        cards: [
          ...soundHost.cards,
          { device: 'eth0', address: '10.0.0.100' },
          { device: 'cni0', address: '10.42.0.1' },
          { device: 'flannel.1', address: '10.42.0.0' },
          { device: 'docker0', address: '172.17.0.1' },
        ],
      },
    }),
    finds: [],
  },
  'an address that is not its own': {
    on: subjectWith({ address: '198.51.100.4' }),
    finds: ['warning address: 198.51.100.4 of the inventory is none of its addresses (10.0.0.11)'],
  },
  'nothing of an address that is written in another way': {
    on: subjectWith({
      address: 'FD00:0:0::11',
      host: { cards: [{ device: 'eth0', address: 'fd00::11' }] },
    }),
    finds: [],
  },
  'nothing of an address that is a name': { on: subjectWith({ address: 'h1.example.org' }), finds: [] },
  'a port that is taken, and by whom': {
    on: subjectWith({ host: { listening: taken('6443/tcp', 'haproxy (process 812)') } }),
    finds: ['error ports: 6443/tcp is taken by haproxy (process 812)'],
    cure: /Stop what listens there/,
  },
  'the pod network port': {
    on: subjectWith({ ...agent, host: { listening: taken('8472/udp') } }),
    finds: ['error ports: 8472/udp is taken'],
  },
  'nothing of the kernel end of flannel': {
    on: subjectWith({ ...agent, host: { listening: taken('8472/udp'), hasFlannel: true } }),
    finds: [],
  },
  'nothing of ports that our own k3s holds': {
    on: subjectWith({
      host: { listening: taken('6443/tcp', 'k3s-server (process 9)'), units: { k3s: unit } },
    }),
    finds: [],
  },
  'nothing of 6443 on an agent or where the API listens elsewhere': {
    on: subjectWith({ host: { listening: taken('6443/tcp') }, settings: { 'https-listen-port': '7443' } }),
    finds: [],
  },
  'a firewall of somebody else': {
    on: subjectWith({ host: { drops: ['-P INPUT DROP'] } }),
    finds: [
      "warning firewall: packets are dropped by rules that are neither firewalld's nor ufw's: -P INPUT DROP",
    ],
  },
  'nothing of a firewall that is opened': {
    on: subjectWith({ host: { drops: ['-P INPUT DROP'], ufw: true } }),
    finds: [],
  },
  'a clock that nothing keeps right': {
    on: subjectWith({ host: { synchronized: 'no' } }),
    finds: [
      'warning time-sync: nothing keeps its clock right, and certificates are refused where clocks differ',
    ],
  },
  'nothing of the clock of a container': {
    on: subjectWith({ host: { synchronized: 'no', container: true } }),
    finds: [],
  },
};

describe('checkAll', () => {
  for (const [title, { on, finds, cure }] of Object.entries(ROWS)) {
    it(`finds ${title}`, () => {
      const findings = checkAll(on);

      assert.deepEqual(
        findings.map(({ code, severity, evidence }) => `${severity} ${code}: ${evidence}`),
        finds,
      );
      if (cure) assert.match(findings[0]?.cure ?? '', cure);
    });
  }
});
