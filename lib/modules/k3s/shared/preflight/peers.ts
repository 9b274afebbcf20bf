import { errorOf, type Finding } from './finding.ts';

/** What has to be told apart, or agree, between hosts. */
export interface Peer {
  readonly name: string;
  /** Whether it is to be a node, a server or an agent. */
  readonly node: boolean;
  readonly node_name: string;
  readonly machine_id: string;
  readonly address: string;
  /** Seconds since 1970 when it was asked, at one time with the others. */
  readonly time: number;
}

/** Certificates are refused where clocks differ; asking many hosts takes some of it. */
const APART_S = 30;

/** What a host has in common with others and should not, or the other way round. */
export function checkPeers(self: Peer, all: readonly Peer[]): Finding[] {
  if (!self.node) return [];
  const others = all.filter(({ name, node }) => node && name !== self.name);
  return [...checkNames(self, others), ...checkMachines(self, others), ...checkClocks(self, others)];
}

function checkNames(self: Peer, others: readonly Peer[]): Finding[] {
  const findings: Finding[] = [];
  const name = self.node_name.toLowerCase();
  const twins = others.filter((peer) => peer.node_name.toLowerCase() === name);
  const cure = 'Change /etc/hostname, or give it a node-name of its own in its config.';
  if (twins.length > 0) {
    findings.push(
      errorOf(
        'host-name',
        `it calls itself ${self.node_name} like ${namesOf(twins)}; K3s knows nodes by host name`,
        cure,
      ),
    );
  }
  if (name === 'localhost' || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name)) {
    findings.push(errorOf('host-name', `"${self.node_name}" is no name for a node`, cure));
  }
  const neighbours = others.filter((peer) => peer.address === self.address);
  if (neighbours.length > 0) {
    findings.push(
      errorOf(
        'same-address',
        `the inventory has one address, ${self.address}, for it and ${namesOf(neighbours)}`,
        'Correct the inventory.',
      ),
    );
  }
  return findings;
}

function checkMachines(self: Peer, others: readonly Peer[]): Finding[] {
  if (self.machine_id === '') {
    return [errorOf('machine-id', '/etc/machine-id is empty', 'systemd-machine-id-setup, and reboot.')];
  }
  const twins = others.filter((peer) => peer.machine_id === self.machine_id);
  if (twins.length === 0) return [];
  return [
    errorOf(
      'machine-id',
      `its /etc/machine-id is that of ${namesOf(twins)}, as of cloned machines`,
      'Remove it on one, run systemd-machine-id-setup there, and reboot.',
    ),
  ];
}

function checkClocks(self: Peer, others: readonly Peer[]): Finding[] {
  const furthest = others
    .map((peer) => ({ peer, apart: self.time - peer.time }))
    .sort((a, b) => Math.abs(b.apart) - Math.abs(a.apart))[0];
  if (!furthest || Math.abs(furthest.apart) < APART_S) return [];
  const { peer, apart } = furthest;
  return [
    errorOf(
      'clock',
      `its clock is ${Math.abs(apart)} seconds ${apart > 0 ? 'ahead of' : 'behind'} that of ${peer.name}; certificates would be refused`,
      'Set the clocks, and set up time synchronisation.',
    ),
  ];
}

function namesOf(peers: readonly Peer[]): string {
  return peers.map(({ name }) => name).join(', ');
}
