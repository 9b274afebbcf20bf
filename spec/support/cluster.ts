import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readIdentity } from '../../lib/secrets/identity.ts';
import { readSecretsFile } from '../../lib/secrets/secrets-file.ts';
import { LISTING } from './host-listing.ts';
import { IDENTITY } from './identity.ts';
import {
  eventsOf,
  k3play,
  K3PLAY,
  parseEvents,
  ROOT,
  runProgram,
  type Ended,
  type JsonEvent,
} from './k3play.ts';
import { connectionToLab, removeLab, sshToLabHost } from './lab-hosts.ts';
import { sampleProcesses } from './process-watch.ts';

const SUBNET = '198.18.9';
export const LAB_DIR = '/var/lib/k3play/e2e';
const DOUBLE = join(ROOT, 'dist', 'lab', 'k3s-double', 'k3s');

export const HOSTS = {
  db1: `${SUBNET}.11`,
  server1: `${SUBNET}.21`,
  server2: `${SUBNET}.22`,
  lb1: `${SUBNET}.31`,
  agent1: `${SUBNET}.41`,
  agent2: `${SUBNET}.42`,
} as const;
export type HostName = keyof typeof HOSTS;
export const HOST_NAMES = Object.keys(HOSTS) as readonly HostName[];

export interface Told extends Ended {
  readonly events: readonly JsonEvent[];
}

/** Six lab hosts and a folder with their inventory, for the specs of the bundled playbooks. */
export class Cluster {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  get inventory(): string {
    return join(this.folder, 'hosts.yml');
  }

  get kubeconfig(): string {
    return join(this.folder, 'kubeconfig.yaml');
  }

  /** `config` is what is added to `k3s.server.config`, as YAML. */
  async writeInventory(options: { readonly config?: string; readonly name?: string } = {}): Promise<string> {
    const file = options.name === undefined ? this.inventory : join(this.folder, options.name);
    await writeFile(file, inventoryText(this.kubeconfig, options.config ?? '{}'));
    return file;
  }

  lab(...args: readonly string[]): Promise<Ended> {
    return k3play(['lab', ...args], { cwd: this.folder, env: { K3PLAY_LAB_DIR: LAB_DIR } });
  }

  async run(...args: readonly string[]): Promise<Told> {
    const ended = await k3play(['run', 'ha.yml', '-i', this.inventory, '--output', 'json', ...args], {
      cwd: this.folder,
    });
    return { ...ended, events: parseEvents(ended.stdout) };
  }

  /** Starts a run and kills it, without a chance to clean up, once it has told of a change with this text. */
  async killRunAt(text: string): Promise<void> {
    const args = [K3PLAY, 'run', 'ha.yml', '-i', this.inventory, '--output', 'json'];
    const child = spawn(process.execPath, args, {
      cwd: this.folder,
      env: { ...process.env, K3PLAY_IDENTITY: IDENTITY },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines = createInterface({ input: child.stdout });
    for await (const line of lines) {
      if (line.includes(text) && line.includes('"status":"changed"')) break;
    }
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** On a host, as root, with the system's own ssh. */
  ssh(host: HostName, command: string): Promise<Ended> {
    return sshToLabHost(LAB_DIR, HOSTS[host], command);
  }

  /** kubectl on this machine, through the load balancer. */
  kubectl(...args: readonly string[]): Promise<Ended> {
    return runProgram(DOUBLE, ['kubectl', '--kubeconfig', this.kubeconfig, ...args]);
  }

  /** The secrets that were made for this cluster, and the key they are read with. */
  async secrets(): Promise<readonly string[]> {
    const { secrets } = await readSecretsFile({
      file: join(this.folder, 'hosts.secrets.yml'),
      identity: IDENTITY,
    });
    const made = [...secrets.values()].map((secret) => secret.reveal());
    return [...made, ...((await readIdentity(IDENTITY))?.keys ?? [])];
  }
}

/** What was seen while the cluster was made from bare hosts. */
export interface Installation {
  readonly cluster: Cluster;
  readonly before: Readonly<Record<string, string>>;
  readonly dryRun: Told;
  readonly after: Readonly<Record<string, string>>;
  readonly run: Told;
  readonly second: Told;
  readonly lastDryRun: Told;
  /** Command lines and environments of this machine's and the hosts' processes in which a secret was seen. */
  readonly exposed: readonly string[];
}

/** The one cluster of a mocha process. */
const shared: { installation?: Promise<Installation> } = {};

/** The cluster of the e2e specs, made once however many specs ask for it. */
export function installCluster(): Promise<Installation> {
  shared.installation ??= install();
  return shared.installation;
}

/** For the root hook: takes down what `installCluster` made, made or half made. */
export async function removeCluster(): Promise<void> {
  if (shared.installation === undefined) return;
  const made = await shared.installation.catch(() => undefined);
  await removeLab(LAB_DIR);
  if (made) await rm(made.cluster.folder, { recursive: true, force: true });
  delete shared.installation;
}

async function install(): Promise<Installation> {
  const cluster = new Cluster(await mkdtemp(join(tmpdir(), 'k3play-cluster-')));
  await cluster.writeInventory();
  const up = await cluster.lab('up', '-i', cluster.inventory, '--subnet', `${SUBNET}.0/24`);
  if (up.code !== 0) throw new Error(`lab up failed: ${up.stdout}${up.stderr}`);
  const before = await listAll(cluster);
  const dryRun = await cluster.run('--check', '--diff');
  const after = await listAll(cluster);
  const watch = sampleProcesses(() => cluster.secrets());
  const run = await cluster.run('--diff', '-v');
  const exposed = await watch.stop();
  const second = await cluster.run();
  const lastDryRun = await cluster.run('--check', '--diff');
  return { cluster, before, dryRun, after, run, second, lastDryRun, exposed };
}

async function listAll(cluster: Cluster): Promise<Readonly<Record<string, string>>> {
  const listings = await Promise.all(
    HOST_NAMES.map(async (host) => [host, (await cluster.ssh(host, LISTING)).stdout] as const),
  );
  return Object.fromEntries(listings);
}

/** For the message of an assertion: what failed, or the last lines of what was said. */
export function whatFailed({ events, stderr }: Told): string {
  const failures = [
    ...eventsOf(events, 'host-failed').map(({ host, failure }) => `${host}: ${failure.message}`),
    ...eventsOf(events, 'task-ended').flatMap(({ host, task, failure }) =>
      failure ? [`${host} "${task.name}": ${failure.message}`] : [],
    ),
  ];
  return [...failures, stderr].join('\n');
}

/** How often each status was counted, by host, from the last event. */
export function countsOf({ events }: Told): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const [ended] = eventsOf(events, 'run-ended');
  return ended?.hosts ?? {};
}

function inventoryText(kubeconfig: string, config: string): string {
  const host = (name: HostName): string => `      ${name}: { address: ${HOSTS[name]} }`;
  return `connection: ${JSON.stringify(connectionToLab(LAB_DIR))}
vars:
  k3s:
    source: { file: ${DOUBLE} }
    kubeconfig: ${kubeconfig}
    server:
      dedicated: true
      config: ${config}
groups:
  datastore:
    hosts:
${host('db1')}
  server:
    hosts:
${host('server1')}
${host('server2')}
  lb:
    hosts:
${host('lb1')}
  agent:
    hosts:
${host('agent1')}
${host('agent2')}
`;
}
