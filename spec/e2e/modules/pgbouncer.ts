import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '../k3s-double/postgres.ts';

export interface Pool {
  /** Port of the PostgreSQL server behind it. */
  readonly server: number;
  readonly mode: 'session' | 'transaction';
  /** Who may log in, here and there. */
  readonly user: string;
  readonly password: string;
}

/** A PgBouncer on a port of its own, for all databases of a server. */
export class PgBouncer {
  readonly port: number;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(folder: string, port: number, child: ChildProcess) {
    this.#folder = folder;
    this.port = port;
    this.#process = child;
  }

  static async start({ server, mode, user, password }: Pool): Promise<PgBouncer> {
    const folder = mkdtempSync(join(tmpdir(), 'k3play-pgbouncer-'));
    const port = await findFreePort();
    const [config, users] = [join(folder, 'config.ini'), join(folder, 'users.txt')];
    writeFileSync(users, `"${user}" "${password.replaceAll('"', '""')}"\n`);
    writeFileSync(
      config,
      `[databases]
* = host=127.0.0.1 port=${server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = ${mode}
`,
    );
    const [uid = 0, gid = 0] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])));
    for (const path of [folder, config, users]) chownSync(path, uid, gid);
    const child = spawn('/usr/sbin/pgbouncer', [config], { cwd: '/', stdio: 'ignore', uid, gid });
    const pooler = new PgBouncer(folder, port, child);
    for (let left = 100; !pooler.#answers(); left -= 1) {
      if (left === 0 || child.exitCode !== null) throw new Error('PgBouncer did not start');
      await delay(100);
    }
    return pooler;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      this.#process.kill('SIGTERM');
      await once(this.#process, 'exit');
    }
    rmSync(this.#folder, { recursive: true });
  }

  #answers(): boolean {
    return spawnSync('pg_isready', ['-q', '-h', '127.0.0.1', '-p', String(this.port)]).status === 0;
  }
}
