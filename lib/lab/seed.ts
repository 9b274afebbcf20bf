import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Subnet } from './address.ts';
import { gatewayOf } from './address.ts';
import { runCommand } from './command.ts';
import type { MachineSetup } from './machine.ts';
import type { HostPaths, LabHost } from './model.ts';
import { renderEnvironment, replaceLoopback } from './proxies.ts';
import { LOGIN_USER, NETWORK_FILE } from './recipe.ts';
import { removeTree } from './tree.ts';

const HOST_KEY = 'etc/ssh/ssh_host_ed25519_key';

export interface SeedOptions {
  readonly subnet: Subnet;
  readonly mtu: number;
  readonly publicKey: string;
  readonly machine: MachineSetup;
  readonly resolvConf: string;
}

/**
 * Makes a host's own files: what its root has beyond the base. They are written below `upper`, where the
 * overlay looks first; directories there decide about mode and owner, so they are set with care.
 */
export async function seedHost(host: LabHost, paths: HostPaths, options: SeedOptions): Promise<void> {
  const { subnet, mtu, publicKey, machine, resolvConf } = options;
  await removeTree(paths.directory);
  await makeDirectories('/', [paths.directory, paths.upper, paths.work, paths.root, paths.rancher], 0o755);
  const gateway = gatewayOf(subnet);
  const network = `ADDRESS=${host.address}/${subnet.prefix}\nGATEWAY=${gateway}\nMTU=${mtu}\n`;
  const put = (path: string, text: string, mode: number) => putFile(join(paths.upper, path), text, mode);
  await makeDirectories(
    paths.upper,
    ['etc', 'etc/k3play-lab', 'etc/apt', 'etc/apt/apt.conf.d', 'etc/ssh', 'home'],
    0o755,
  );
  await makeDirectories(paths.upper, ['root', 'root/.ssh'], 0o700);
  await makeDirectories(paths.upper, [`home/${LOGIN_USER.name}`], 0o755);
  await makeDirectories(paths.upper, [`home/${LOGIN_USER.name}/.ssh`], 0o700);
  await put(NETWORK_FILE, network, 0o644);
  await put('etc/hostname', `${host.name}\n`, 0o644);
  await put('etc/machine-id', `${randomBytes(16).toString('hex')}\n`, 0o444);
  await put('etc/resolv.conf', resolvConf, 0o644);
  // Not for every user of the host: it may hold a proxy's password.
  await put('etc/apt/apt.conf.d/80k3play-machine', replaceLoopback(machine.aptConf, gateway), 0o600);
  await put('etc/environment', renderEnvironment(machine.proxies, subnet), 0o644);
  await put('root/.ssh/authorized_keys', publicKey, 0o600);
  await put(`home/${LOGIN_USER.name}/.ssh/authorized_keys`, publicKey, 0o600);
  for (const path of ['', '/.ssh', '/.ssh/authorized_keys']) {
    await chown(join(paths.upper, 'home', LOGIN_USER.name + path), LOGIN_USER.id, LOGIN_USER.id);
  }
  await makeKey(join(paths.upper, HOST_KEY), `root@${host.name}`);
}

/** Whether a host has all its files: its key is made last. */
export function isSeeded(paths: HostPaths): boolean {
  return existsSync(join(paths.upper, `${HOST_KEY}.pub`));
}

/** An ed25519 key pair without passphrase; an existing one stays. */
export async function makeKey(path: string, comment: string): Promise<void> {
  if ((await readFile(path).catch(() => undefined)) !== undefined) return;
  await runCommand('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path]);
}

/** `ADDRESS,NAME ssh-ed25519 KEY`: known before the host's first boot, so nothing is ever trusted blindly. */
export async function readKnownHost(host: LabHost, paths: HostPaths): Promise<string> {
  const key = await readFile(join(paths.upper, `${HOST_KEY}.pub`), 'utf8');
  return `${host.address},${host.name} ${key.split(' ').slice(0, 2).join(' ')}\n`;
}

async function makeDirectories(root: string, paths: readonly string[], mode: number): Promise<void> {
  for (const path of paths) {
    await mkdir(join(root, path), { recursive: true });
    await chmod(join(root, path), mode);
  }
}

async function putFile(path: string, text: string, mode: number): Promise<void> {
  await writeFile(path, text, { mode });
  await chmod(path, mode);
}
