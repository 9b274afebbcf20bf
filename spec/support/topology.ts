import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { k3play, parseEvents, ROOT, runProgram, type Ended } from './k3play.ts';
import { connectionToLab, removeLab, sshToLabHost } from './lab-hosts.ts';
import type { Told } from './cluster.ts';

const DOUBLE = join(ROOT, 'dist', 'lab', 'k3s-double', 'k3s');

/** How many hosts each group has; they are called db1, server1, lb1, agent1 and so on. */
export interface Sizes {
  readonly datastore?: number;
  readonly server: number;
  readonly lb?: number;
  readonly agent?: number;
}

/** What kind of a cluster is to be made, on a lab of its own. */
export interface Topology extends Sizes {
  /** Three numbers of the lab's network, such as 198.18.20. */
  readonly network: string;
  /** The rest of the input `k3s`: all but source and kubeconfig. */
  readonly k3s: Readonly<Record<string, unknown>>;
}

const PREFIXES = { datastore: 'db', server: 'server', lb: 'lb', agent: 'agent' } as const;
const FIRST_ADDRESS = { datastore: 11, server: 21, lb: 31, agent: 41 } as const;
type Group = keyof typeof PREFIXES;
const GROUPS = Object.keys(PREFIXES) as readonly Group[];

/** Lab hosts of a topology, the folder with their inventory, and what an operator does with them. */
export class TopologyLab {
  readonly #topology: Topology;
  readonly #labDir: string;
  #folder = '';

  constructor(topology: Topology) {
    this.#topology = topology;
    this.#labDir = `/var/lib/k3play/e2e-${topology.network.replaceAll('.', '-')}`;
  }

  get folder(): string {
    return this.#folder;
  }

  async up(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'k3play-topology-'));
    await this.writeInventory(this.#topology);
    await this.lab('up', '-i', this.inventory, '--subnet', `${this.#topology.network}.0/24`);
  }

  /** After `up`, whatever came of it. */
  async down(): Promise<void> {
    await removeLab(this.#labDir);
    if (this.#folder !== '') await rm(this.#folder, { recursive: true, force: true });
  }

  get inventory(): string {
    return join(this.folder, 'hosts.yml');
  }

  get kubeconfig(): string {
    return join(this.folder, 'kubeconfig.yaml');
  }

  addressOf(host: string): string {
    const [, prefix = '', number = '1'] = /^([a-z]+)(\d+)$/.exec(host) ?? [];
    const group = GROUPS.find((one) => PREFIXES[one] === prefix) ?? 'server';
    return `${this.#topology.network}.${FIRST_ADDRESS[group] + Number(number) - 1}`;
  }

  hosts(group: Group, sizes: Sizes = this.#topology): readonly string[] {
    return Array.from({ length: sizes[group] ?? 0 }, (_, index) => `${PREFIXES[group]}${index + 1}`);
  }

  /** JSON is YAML. */
  async writeInventory(
    { k3s, ...sizes }: Sizes & Pick<Topology, 'k3s'>,
    name = 'hosts.yml',
  ): Promise<string> {
    const groups = GROUPS.map((group) => [
      group,
      {
        hosts: Object.fromEntries(
          this.hosts(group, sizes).map((host) => [host, { address: this.addressOf(host) }]),
        ),
      },
    ]);
    const inventory = {
      connection: connectionToLab(this.#labDir),
      vars: { k3s: { source: { file: DOUBLE }, kubeconfig: this.kubeconfig, ...k3s } },
      groups: Object.fromEntries(groups) as object,
    };
    const file = join(this.folder, name);
    await writeFile(file, JSON.stringify(inventory, null, 2));
    return file;
  }

  /** A subcommand of `lab`, which must succeed. */
  async lab(...args: readonly string[]): Promise<void> {
    const options = { cwd: this.folder, env: { K3PLAY_LAB_DIR: this.#labDir } };
    const { code, stdout, stderr } = await k3play(['lab', ...args], options);
    if (code !== 0) throw new Error(`lab ${args.join(' ')} failed: ${stdout}${stderr}`);
  }

  /** With `-i` of its own, or the lab's inventory. */
  async run(playbook: string, ...args: readonly string[]): Promise<Told> {
    const inventory = args.includes('-i') ? [] : ['-i', this.inventory];
    const words = ['run', playbook, ...inventory, '--output', 'json', ...args];
    const ended = await k3play(words, { cwd: this.folder, timeoutMs: 900_000 });
    return { ...ended, events: parseEvents(ended.stdout) };
  }

  /** On a host, as root, with the system's own ssh. */
  ssh(host: string, command: string): Promise<Ended> {
    return sshToLabHost(this.#labDir, this.addressOf(host), command);
  }

  /** kubectl on this machine, through the registration address. */
  kubectl(...args: readonly string[]): Promise<Ended> {
    return runProgram(DOUBLE, ['kubectl', '--kubeconfig', this.kubeconfig, ...args], { timeoutMs: 20_000 });
  }

  /** Seconds until a command on a host succeeds, asked about once a second. Throws when it takes too long. */
  async waitFor(host: string, command: string, mostSeconds: number): Promise<number> {
    const start = performance.now();
    for (;;) {
      const { code, stderr } = await this.ssh(host, command);
      const seconds = (performance.now() - start) / 1000;
      if (code === 0) return seconds;
      if (seconds > mostSeconds) throw new Error(`${host}: "${command}" fails after ${seconds} s: ${stderr}`);
      await pause(1000);
    }
  }
}
