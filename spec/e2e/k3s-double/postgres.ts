import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const BIN = '/usr/lib/postgresql/15/bin';

/** A PostgreSQL server of the spec's own, in a folder of its own, on a port that was free. */
export class Postgres {
  readonly port: number;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.port = port;
  }

  static async create(): Promise<Postgres> {
    const folder = mkdtempSync(join(tmpdir(), 'double-pg-'));
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])));
    chownSync(folder, uid ?? 0, gid ?? 0);
    chmodSync(folder, 0o700);
    const command = [
      '-u',
      'postgres',
      '--',
      `${BIN}/initdb`,
      '-D',
      join(folder, 'data'),
      '-A',
      'trust',
      '-N',
    ];
    execFileSync('runuser', command, { stdio: 'pipe' });
    const postgres = new Postgres(folder, await findFreePort());
    await postgres.start();
    return postgres;
  }

  /** `name` may have any letters; `parameters` follow the question mark. */
  endpoint(name: string, parameters = ''): string {
    return `postgres://postgres:any%40thing@127.0.0.1:${this.port}/${name}${parameters}`;
  }

  async start(): Promise<void> {
    const options = ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${this.#folder}`];
    const command = [
      `${BIN}/postgres`,
      '-D',
      join(this.#folder, 'data'),
      '-p',
      String(this.port),
      ...options,
    ];
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])));
    const [program = '', ...rest] = command;
    this.#process = spawn(program, rest, {
      stdio: 'ignore',
      cwd: this.#folder,
      uid: uid ?? 0,
      gid: gid ?? 0,
    });
    const deadline = Date.now() + 20_000;
    while (!(await this.#answers())) {
      if (Date.now() > deadline) throw new Error('postgres did not start');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Cuts off all clients. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGINT');
    await once(child, 'exit');
  }

  async query<T extends pg.QueryResultRow>(database: string, text: string): Promise<T[]> {
    const client = new pg.Client({ host: '127.0.0.1', port: this.port, user: 'postgres', database });
    await client.connect();
    try {
      return (await client.query<T>(text)).rows;
    } finally {
      await client.end();
    }
  }

  async destroy(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true });
  }

  async #answers(): Promise<boolean> {
    return this.query('postgres', 'SELECT 1').then(
      () => true,
      () => false,
    );
  }
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
