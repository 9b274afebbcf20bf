import { debian } from '../../support/facts.ts';
import type { Facts } from '../../../lib/modules/facts.ts';
import type { HostState } from '../../../lib/modules/k3s/shared/preflight/host-state.ts';
import type { Subject } from '../../../lib/modules/k3s/shared/preflight/subject.ts';

/** A host on which nothing is to be found. */
export const soundHost: HostState = {
  time: 1_760_000_000,
  machine: 'x86_64',
  container: false,
  virtual: false,
  board: '',
  hasCurl: true,
  disk: { freeMb: 50_000, type: 'ext4', options: ['rw', 'relatime'] },
  datastore: { rotational: false, version: '' },
  cgroups: { version: 2, controllers: ['cpuset', 'cpu', 'io', 'memory', 'hugetlb', 'pids'] },
  modules: { overlay: 'there', br_netfilter: 'loadable', vxlan: 'unknowable' },
  units: {},
  synchronized: 'yes',
  iptables: '1.8.9',
  drops: [],
  ufw: false,
  selinux: { enforcing: false, policy: false },
  cards: [{ device: 'eth0', address: '10.0.0.11' }],
  hasFlannel: false,
  listening: [{ port: '22/tcp', holder: 'sshd (process 1)' }],
};

interface Patch {
  readonly host?: Partial<HostState>;
  readonly facts?: Partial<Facts>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly roles?: Subject['roles'];
  readonly address?: string;
  readonly nodes?: number;
  readonly datastore?: Subject['datastore'];
}

/** A sound server but for the patch. */
export function subjectWith({
  host,
  facts,
  settings = {},
  roles = ['server'],
  address,
  nodes = 3,
  datastore,
}: Patch): Subject {
  return {
    roles,
    nodeName: 'h1',
    address: address ?? '10.0.0.11',
    setting: (name) => settings[name],
    nodes,
    dataFolder: '/var/lib/rancher',
    datastore,
    facts: { ...debian, ...facts },
    host: { ...soundHost, ...host },
  };
}
