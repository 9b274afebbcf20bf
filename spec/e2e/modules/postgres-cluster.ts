import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '../k3s-double/postgres.ts';

const BIN = '/usr/lib/postgresql/15/bin';
const SOCKETS = '/var/run/postgresql';

/** A PostgreSQL server where psql looks for one: its socket in Debian's place, everything written to its log. */
export class PostgresCluster {
  readonly port: number;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(folder: string, port: number, child: ChildProcess) {
    this.#folder = folder;
    this.port = port;
    this.#process = child;
  }

  /** `more` are settings of postgresql.conf, such as "max_connections=4". */
  static async start(more: readonly string[] = []): Promise<PostgresCluster> {
    const [uid = 0, gid = 0] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])));
    const folder = mkdtempSync(join(tmpdir(), 'k3play-pg-'));
    chownSync(folder, uid, gid);
    const data = join(folder, 'data');
    execFileSync('runuser', ['-u', 'postgres', '--', `${BIN}/initdb`, '-N', '-D', data], {
      cwd: '/',
      stdio: 'pipe',
    });
    writeFileSync(join(data, 'pg_hba.conf'), 'local all all peer\nhost all all 127.0.0.1/32 scram-sha-256\n');
    const port = await findFreePort();
    const settings = [
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${SOCKETS}`,
      'log_statement=all',
      'log_min_duration_statement=0',
      'log_min_error_statement=debug5',
      'logging_collector=on',
      `log_directory=${folder}`,
      'log_filename=log',
      ...more,
    ].flatMap((setting) => ['-c', setting]);
    const child = spawn(`${BIN}/postgres`, ['-D', data, '-p', String(port), ...settings], {
      cwd: '/',
      stdio: 'ignore',
      uid,
      gid,
    });
    const cluster = new PostgresCluster(folder, port, child);
    for (
      let left = 200;
      spawnSync(`${BIN}/pg_isready`, ['-q', '-p', String(port), '-h', SOCKETS]).status !== 0;
      left -= 1
    ) {
      if (left === 0 || child.exitCode !== null) throw new Error('the PostgreSQL server did not start');
      await delay(100);
    }
    return cluster;
  }

  /** As the system user postgres, over the socket. */
  query(sql: string, database = 'postgres'): string {
    const words = [
      '-u',
      'postgres',
      '--',
      'psql',
      '-XqAt',
      '-p',
      String(this.port),
      '-d',
      database,
      '-f',
      '-',
    ];
    return execFileSync('runuser', words, { cwd: '/', input: sql, encoding: 'utf8' }).trim();
  }

  /** Whether a role may log in over TCP with this password. */
  letsIn(role: string, password: string): boolean {
    const words = [
      '-XqAtw',
      '-h',
      '127.0.0.1',
      '-p',
      String(this.port),
      '-U',
      role,
      '-d',
      'postgres',
      '-c',
      'select 1',
    ];
    return spawnSync('psql', words, { env: { ...process.env, PGPASSWORD: password } }).status === 0;
  }

  log(): string {
    return readFileSync(join(this.#folder, 'log'), 'utf8');
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      this.#process.kill('SIGINT');
      await once(this.#process, 'exit');
    }
    rmSync(this.#folder, { recursive: true });
  }
}
