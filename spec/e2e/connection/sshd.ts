import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createConnect } from '../../../lib/connection/connect.ts';
import type { Connection, ConnectionSettings, ConnectOptions } from '../../../lib/connection/connection.ts';

const STARTUP_MS = 10_000;

/** A real sshd of the spec's own on loopback, with a key that lets root and any other user in. */
export interface Sshd {
  readonly port: number;
  readonly pid: number;
  /** Everything of it; removed by `stop`. */
  readonly folder: string;
  readonly hostKey: string;
  readonly knownHosts: string;
  readonly key: string;
  /** Path of what it says. */
  readonly log: string;
  /** What an inventory would say. */
  settings(more?: Partial<ConnectionSettings>): ConnectionSettings;
  connect(more?: Partial<ConnectionSettings>, options?: Partial<ConnectOptions>): Promise<Connection>;
  /** Processes that sshd started for the connections there are. */
  sessions(): readonly number[];
  stop(): Promise<void>;
}

/** `hidden` are programs that its sessions do not find. */
export async function startSshd(
  configuration: readonly string[] = [],
  hidden: readonly string[] = [],
): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'k3play-sshd-'));
  // Other users read the authorized key in it.
  chmodSync(folder, 0o755);
  const [hostKey, key] = [join(folder, 'host_key'), join(folder, 'id_spec')];
  for (const file of [hostKey, key])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  const port = await findFreePort();
  const config = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${key}.pub`,
    'PermitRootLogin yes',
    'StrictModes no',
    'PidFile none',
    ...configuration,
    ...(configuration.some((line) => line.startsWith('UsePAM')) ? [] : ['UsePAM no']),
  ];
  writeFileSync(join(folder, 'sshd_config'), `${config.join('\n')}\n`);
  const madeRun = !existsSync('/run/sshd');
  mkdirSync('/run/sshd', { recursive: true });
  const log = join(folder, 'log');
  const command = ['/usr/sbin/sshd', '-f', join(folder, 'sshd_config'), '-D', '-E', log];
  const [file = '', ...args] = hidden.length > 0 ? hideThenRun(folder, hidden, command) : command;
  const child = spawn(file, args, { stdio: 'ignore' });
  await waitForPort(port, child);
  const knownHosts = join(folder, 'known_hosts');
  const [type = '', base64 = ''] = readFileSync(`${hostKey}.pub`, 'utf8').split(' ');
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${type} ${base64}\n`);
  const { pid = 0 } = child;
  const settings: Sshd['settings'] = (more = {}) => ({
    address: '127.0.0.1',
    port,
    user: 'root',
    key,
    knownHosts,
    ...more,
  });
  return {
    port,
    pid,
    folder,
    hostKey,
    knownHosts,
    key,
    log,
    settings,
    connect: (more, options) => createConnect()('h1', settings(more), { home: folder, ...options }),
    sessions: () => childrenOf(pid),
    async stop() {
      const sessions = childrenOf(pid);
      child.kill();
      for (const session of sessions) killIfThere(session);
      if (child.exitCode === null && child.signalCode === null)
        await new Promise((resolve) => child.once('exit', resolve));
      rmSync(folder, { recursive: true, force: true });
      if (madeRun) rmdirSync('/run/sshd');
    },
  };
}

/** An sshd for one spec, stopped however that ends: what is left running keeps mocha from its end. */
export async function withSshd(
  configuration: readonly string[],
  body: (sshd: Sshd) => Promise<void>,
): Promise<void> {
  const sshd = await startSshd(configuration);
  try {
    await body(sshd);
  } finally {
    await sshd.stop();
  }
}

/** A command line that covers programs by a file that nobody may run, for itself alone, and becomes another. */
function hideThenRun(
  folder: string,
  hidden: readonly string[],
  command: readonly string[],
): readonly string[] {
  const cover = join(folder, 'cover');
  writeFileSync(cover, '', { mode: 0o644 });
  const mounts = hidden.map((program) => `mount --bind '${cover}' '${program}'`);
  return ['unshare', '--mount', 'sh', '-c', `${mounts.join(' && ')} && exec "$@"`, 'sh', ...command];
}

export function childrenOf(pid: number): readonly number[] {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    return tasks.flatMap((task) => {
      const text = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim();
      return text === '' ? [] : text.split(' ').map(Number);
    });
  } catch {
    return [];
  }
}

/** Directories that shells of k3play have left on this machine. */
export function listShellFolders(): readonly string[] {
  return ['/dev/shm', '/tmp', '/var/tmp'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.startsWith('.k3play-'))
      .map((name) => join(folder, name)),
  );
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid);
  } catch {
    // It went by itself.
  }
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

async function waitForPort(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + STARTUP_MS;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`sshd did not start (${child.exitCode})`);
    await pause(50);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => resolve(true)).once('error', () => resolve(false));
    socket.once('data', () => socket.destroy());
  });
}
