import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authority, type Files } from '../../support/authority.ts';
import { findFreePort } from './postgres.ts';

/** A MariaDB server of the spec's own, in a folder of its own, with a certificate for 127.0.0.1 alone. */
export class MariaDb {
  readonly folder: string;
  readonly port: number;
  readonly client: Files;
  readonly #server: Files;
  #process: ChildProcess | undefined;

  private constructor(
    folder: string,
    port: number,
    files: { readonly client: Files; readonly server: Files },
  ) {
    this.folder = folder;
    this.port = port;
    this.client = files.client;
    this.#server = files.server;
  }

  static async create(): Promise<MariaDb> {
    const folder = mkdtempSync(join(tmpdir(), 'double-mariadb-'));
    const authority = await Authority.create(folder, 'ca');
    const files = {
      client: await authority.issue({ name: 'k3s' }),
      server: await authority.issue({ name: 'mariadb', sans: ['127.0.0.1'] }),
    };
    const { uid, gid } = findOwner();
    for (const path of [folder, files.server.key]) chownSync(path, uid, gid);
    const data = `--datadir=${join(folder, 'data')}`;
    const options = [data, '--auth-root-authentication-method=normal', '--skip-test-db', '--user=mysql'];
    execFileSync('mariadb-install-db', ['--no-defaults', ...options], { cwd: folder, stdio: 'pipe' });
    const server = new MariaDb(folder, await findFreePort(), files);
    await server.start();
    return server;
  }

  get socket(): string {
    return join(this.folder, 'sock');
  }

  /** Of `USER:PASSWORD` and a database; parameters follow the question mark. */
  endpoint(login: string, database: string, parameters = ''): string {
    return `mysql://${login}@tcp(127.0.0.1:${this.port})/${database}${parameters}`;
  }

  /** As a Galera cluster of this one server. */
  async startGalera(): Promise<void> {
    const port = await findFreePort();
    await this.start({
      more: [
        '--wsrep-on=ON',
        '--wsrep-provider=/usr/lib/galera/libgalera_smm.so',
        '--wsrep-cluster-address=gcomm://',
        `--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:${port};base_host=127.0.0.1`,
        '--binlog-format=ROW',
        '--innodb-autoinc-lock-mode=2',
      ],
    });
  }

  async start({ tls = true, more = [] }: { tls?: boolean; more?: readonly string[] } = {}): Promise<void> {
    const { ca, cert, key } = this.#server;
    const options = [
      ...['--no-defaults', `--datadir=${join(this.folder, 'data')}`, `--socket=${this.socket}`],
      ...[
        `--port=${this.port}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        '--innodb-flush-log-at-trx-commit=0',
      ],
      ...(tls ? [`--ssl-ca=${ca}`, `--ssl-cert=${cert}`, `--ssl-key=${key}`] : []),
      ...more,
    ];
    this.#process = spawn('mariadbd', options, { stdio: 'ignore', cwd: this.folder, ...findOwner() });
    const deadline = Date.now() + 30_000;
    while (!this.#answers()) {
      if (Date.now() > deadline) throw new Error('mariadbd did not start');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Leaves clients without an answer, as a cut network does. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Cuts off all clients. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }

  /** Rows as lines, columns parted by tabs, by MariaDB's own client. */
  query(sql: string): string {
    const options = [
      '--no-defaults',
      `--socket=${this.socket}`,
      '--user=root',
      '--batch',
      '--skip-column-names',
    ];
    return execFileSync('mariadb', options, { input: sql, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  async destroy(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  #answers(): boolean {
    try {
      return this.query('SELECT 1') === '1';
    } catch {
      return false;
    }
  }
}

function findOwner(): { readonly uid: number; readonly gid: number } {
  const [uid = 0, gid = 0] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'mysql'])));
  return { uid, gid };
}
