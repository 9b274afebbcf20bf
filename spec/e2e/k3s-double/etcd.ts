import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authority, type Files } from '../../support/authority.ts';
import { findFreePort } from './postgres.ts';

interface Member {
  readonly clientPort: number;
  readonly peerPort: number;
}

export interface EtcdOptions {
  readonly members: number;
  readonly tls: boolean;
}

/** A cluster of etcd of the spec's own, in a folder of its own; with `tls` it asks clients for certificates. */
export class EtcdCluster {
  readonly folder: string;
  /** Of a client, and of the servers, whose certificate is good for 127.0.0.1 alone. */
  readonly files: { readonly client: Files; readonly server: Files };
  readonly #members: readonly Member[];
  readonly #tls: boolean;
  readonly #processes = new Map<number, ChildProcess>();

  private constructor(folder: string, members: readonly Member[], { tls, files }: Setup) {
    this.folder = folder;
    this.files = files;
    this.#members = members;
    this.#tls = tls;
  }

  static async create({ members: count, tls }: EtcdOptions): Promise<EtcdCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'double-etcd-'));
    const authority = await Authority.create(folder, 'ca');
    const files = {
      client: await authority.issue({ name: 'k3s' }),
      server: await authority.issue({ name: 'etcd', sans: ['127.0.0.1'] }),
    };
    const members: Member[] = [];
    for (let place = 0; place < count; place += 1)
      members.push({ clientPort: await findFreePort(), peerPort: await findFreePort() });
    const cluster = new EtcdCluster(folder, members, { tls, files });
    for (const place of members.keys()) cluster.#spawn(place);
    await cluster.#whenHealthy();
    return cluster;
  }

  /** Of all members, as K3s is told; `host` in place of their address. */
  endpoint(host = '127.0.0.1'): string {
    return this.#members.map(({ clientPort }) => `${this.#scheme}://${host}:${clientPort}`).join(',');
  }

  /** What a server is told besides the endpoint. */
  get flags(): Readonly<Record<string, string>> {
    const { ca, cert, key } = this.files.client;
    return { 'datastore-cafile': ca, 'datastore-certfile': cert, 'datastore-keyfile': key };
  }

  /** Keys below a prefix, by etcd's own client. */
  keys(prefix: string): readonly string[] {
    return this.#ctl('get', prefix, '--prefix', '--keys-only').split('\n').filter(Boolean);
  }

  value(key: string): string {
    return this.#ctl('get', key, '--print-value-only');
  }

  /** When a server last said that it lives, by its address. */
  renewal(address: string): number {
    const lease = JSON.parse(this.value(`/registry/masterleases/${address}`)) as { readonly renewed: number };
    return lease.renewed;
  }

  /** Leaves clients of a member without an answer, as a cut network does. */
  freeze(place: number): void {
    this.#processes.get(place)?.kill('SIGSTOP');
  }

  /** Every member that is stopped or frozen. */
  async start(): Promise<void> {
    for (const child of this.#processes.values()) child.kill('SIGCONT');
    for (const place of this.#members.keys()) if (!this.#processes.has(place)) this.#spawn(place);
    await this.#whenHealthy();
  }

  async stop(...places: readonly number[]): Promise<void> {
    for (const place of places.length > 0 ? places : this.#members.keys()) {
      const child = this.#processes.get(place);
      this.#processes.delete(place);
      if (!child || child.exitCode !== null) continue;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
  }

  async destroy(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  get #scheme(): string {
    return this.#tls ? 'https' : 'http';
  }

  #spawn(place: number): void {
    const member = this.#members[place];
    if (!member) throw new Error(`no member ${place}`);
    const client = `${this.#scheme}://127.0.0.1:${member.clientPort}`;
    const peers = this.#members.map(({ peerPort }, at) => `m${at}=http://127.0.0.1:${peerPort}`);
    const { ca, cert, key } = this.files.server;
    const options = {
      name: `m${place}`,
      'data-dir': join(this.folder, `m${place}`),
      'listen-client-urls': client,
      'advertise-client-urls': client,
      'listen-peer-urls': `http://127.0.0.1:${member.peerPort}`,
      'initial-advertise-peer-urls': `http://127.0.0.1:${member.peerPort}`,
      'initial-cluster': peers.join(','),
      ...(this.#tls && {
        'client-cert-auth': 'true',
        'trusted-ca-file': ca,
        'cert-file': cert,
        'key-file': key,
      }),
    };
    const argv = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
    this.#processes.set(place, spawn('etcd', argv, { stdio: 'ignore', cwd: this.folder }));
  }

  async #whenHealthy(): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (!this.#isHealthy()) {
      if (Date.now() > deadline) throw new Error('etcd did not start');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  #isHealthy(): boolean {
    try {
      this.#ctl('endpoint', 'health');
      return true;
    } catch {
      return false;
    }
  }

  #ctl(...argv: readonly string[]): string {
    const { ca, cert, key } = this.files.client;
    const tls = this.#tls ? ['--cacert', ca, '--cert', cert, '--key', key] : [];
    const command = ['--endpoints', this.endpoint(), ...tls, ...argv];
    return execFileSync('etcdctl', command, {
      env: { ...process.env, ETCDCTL_API: '3' },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
  }
}

interface Setup {
  readonly tls: boolean;
  readonly files: EtcdCluster['files'];
}
