import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BED } from '../places.ts';
import type { Bed, Host } from './bed.ts';
import { startRelay } from './relay.ts';
import { startSshd } from './sshd.ts';

/** The bed's hosts, farther away. */
export interface Link {
  readonly hosts: readonly Host[];
  /** How the delay is made, for the page. */
  readonly how: string;
  readonly close: () => void;
}

const FAR = 'far';
const RELAY_PORT = 2222;

/** A round trip over it takes `roundTripMs` more than on loopback. */
export async function openLink(bed: Bed, hosts: readonly Host[], roundTripMs: number): Promise<Link> {
  const delayMs = roundTripMs / 2;
  return delaysPackets(delayMs) ? openPair(bed, hosts) : openRelay(hosts, delayMs);
}

/** Makes a pair of interfaces with netem on both; not every kernel has it. */
function delaysPackets(delayMs: number): boolean {
  mkdirSync('/run/netns', { recursive: true });
  ip('netns', 'add', FAR);
  ip('link', 'add', 'near0', 'type', 'veth', 'peer', 'name', 'far0', 'netns', FAR);
  const delay = ['root', 'netem', 'delay', `${delayMs}ms`, 'limit', '100000'];
  try {
    execFileSync('tc', ['qdisc', 'add', 'dev', 'near0', ...delay], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'exec', FAR, 'tc', 'qdisc', 'add', 'dev', 'far0', ...delay]);
    return true;
  } catch {
    return false;
  }
}

async function openPair(bed: Bed, hosts: readonly Host[]): Promise<Link> {
  const far = hosts.map((host, index) => ({ ...host, address: `10.77.0.${index + 1}` }));
  ip('address', 'add', '10.77.0.254/24', 'dev', 'near0');
  ip('link', 'set', 'near0', 'up');
  for (const { address } of far) ip('-n', FAR, 'address', 'add', `${address}/24`, 'dev', 'far0');
  for (const name of ['lo', 'far0']) ip('-n', FAR, 'link', 'set', name, 'up');
  const sshd = await startSshd({ ...bed.sshd, folder: join(BED, FAR), network: FAR });
  return { hosts: far, how: 'netem on a pair of interfaces', close: () => sshd.kill() };
}

async function openRelay(hosts: readonly Host[], delayMs: number): Promise<Link> {
  const far = hosts.map((host) => ({ ...host, port: RELAY_PORT }));
  const passages = hosts.map(({ address, port }) => ({ address, from: RELAY_PORT, to: port }));
  const relay = await startRelay({ delayMs, passages });
  return { hosts: far, how: 'a relay, for this kernel has no netem', close: () => relay.kill() };
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args);
}
