import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Told } from '../../support/cluster.ts';
import { LISTING } from '../../support/host-listing.ts';
import { IDENTITY } from '../../support/identity.ts';
import { k3play, K3PLAY, parseEvents, ROOT, type Ended } from '../../support/k3play.ts';
import { connectionToLab, removeLab, sshToLabHost } from '../../support/lab-hosts.ts';

const LAWS = join(ROOT, 'spec', 'laws');
/** What `sh` is on each host, which is called so. */
export const SHELLS = ['dash', 'bash', 'busybox'] as const;
export type Shell = (typeof SHELLS)[number];

/** A key that nobody has. */
const KEY = `ssh-ed25519 ${Buffer.concat([
  Buffer.from([0, 0, 0, 11]),
  Buffer.from('ssh-ed25519'),
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32, 7),
]).toString('base64')}`;

export function listLaws(): readonly string[] {
  return readdirSync(LAWS)
    .filter((name) => name.endsWith('.yml'))
    .sort();
}

/** A lab host for each shell, and runs of all playbooks of spec/laws on them. */
export class LawLab {
  readonly canary = `canary-${randomBytes(9).toString('base64url')}`;
  readonly #network: string;
  readonly #labDir: string;
  #folder = '';

  /** `network`: three numbers, such as 198.18.40. */
  constructor(network: string) {
    this.#network = network;
    this.#labDir = `/var/lib/k3play/e2e-${network.replaceAll('.', '-')}`;
  }

  get folder(): string {
    return this.#folder;
  }

  async up(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'k3play-laws-'));
    await writeFile(join(this.#folder, 'hosts.yml'), this.#inventory());
    await writeFile(join(this.#folder, 'secret.yml'), `canary: ${this.canary}\n`, { mode: 0o600 });
    await this.#lab('up', '-i', 'hosts.yml', '--subnet', `${this.#network}.0/24`);
    await Promise.all(SHELLS.map((shell) => this.#prepare(shell)));
  }

  /** After `up`, whatever came of it. */
  async down(): Promise<void> {
    await removeLab(this.#labDir);
    if (this.#folder !== '') await rm(this.#folder, { recursive: true, force: true });
  }

  async run(...args: readonly string[]): Promise<Told> {
    const ended = await k3play([...this.#words(), ...args], { cwd: this.#folder, timeoutMs: 900_000 });
    return { ...ended, events: parseEvents(ended.stdout) };
  }

  /** Starts a run and kills it, without a chance to clean up, after so many changes were told of. */
  async killAfter(changes: number): Promise<void> {
    const child = spawn(process.execPath, [K3PLAY, ...this.#words()], {
      cwd: this.#folder,
      env: { ...process.env, K3PLAY_IDENTITY: IDENTITY },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = once(child, 'exit');
    let seen = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('"status":"changed"')) seen += 1;
      if (seen === changes) child.kill('SIGKILL');
    }
    await ended;
  }

  /** On a host, as root, with the system's own ssh. */
  ssh(host: Shell, command: string): Promise<Ended> {
    return sshToLabHost(this.#labDir, this.#addressOf(host), command);
  }

  async listAll(): Promise<Readonly<Record<string, readonly string[]>>> {
    const listings = await Promise.all(
      SHELLS.map(async (host) => [host, (await this.ssh(host, LISTING)).stdout.split('\n')] as const),
    );
    return Object.fromEntries(listings);
  }

  #words(): readonly string[] {
    const playbooks = listLaws().map((name) => join(LAWS, name));
    return ['run', ...playbooks, '-i', 'hosts.yml', '-e', '@secret.yml', '--output', 'json'];
  }

  async #lab(...args: readonly string[]): Promise<void> {
    const ended = await k3play(['lab', ...args], {
      cwd: this.#folder,
      env: { K3PLAY_LAB_DIR: this.#labDir },
    });
    if (ended.code !== 0) throw new Error(`lab ${args.join(' ')} failed: ${ended.stdout}${ended.stderr}`);
  }

  /** Gives a host the shell it is called after, and package lists that are not asked for again. */
  async #prepare(shell: Shell): Promise<void> {
    const program = shell === 'busybox' ? 'apt-get install -y -q busybox && ' : '';
    const command = `apt-get update -q && ${program}ln -sfT "$(command -v ${shell})" /bin/sh`;
    const { code, stdout, stderr } = await this.ssh(shell, command);
    if (code !== 0) throw new Error(`${shell} cannot be prepared: ${stdout}${stderr}`);
  }

  #addressOf(host: Shell): string {
    return `${this.#network}.${11 + SHELLS.indexOf(host)}`;
  }

  /** JSON is YAML. */
  #inventory(): string {
    const hosts = SHELLS.map((shell) => [shell, { address: this.#addressOf(shell) }] as const);
    const vars = { here: join(this.#folder, 'fetched'), key: KEY };
    return JSON.stringify({
      connection: connectionToLab(this.#labDir),
      vars,
      groups: { laws: { hosts: Object.fromEntries(hosts) } },
    });
  }
}
