import { existsSync } from 'node:fs';
import { mkdir, readFile, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findTool, runCommand, tryCommand } from './command.ts';
import { parseOsRelease } from './machine.ts';
import type { LabProgress } from './model.ts';
import { refuse } from './refusal.ts';

/** Programs a lab runs, and the Debian packages they come in. */
const TOOLS: Readonly<Record<string, string>> = {
  mmdebstrap: 'mmdebstrap',
  'systemd-nspawn': 'systemd-container',
  ip: 'iproute2',
  iptables: 'iptables',
  nft: 'nftables',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  flock: 'util-linux',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  setpriv: 'util-linux',
};

/** File systems that overlayfs cannot write on, by the type number statfs gives. */
const UNFIT_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x794c7630, 'an overlay, as in a container'],
  [0x6969, 'NFS'],
  [0x65735546, 'FUSE'],
  [0x01021997, '9p'],
]);

export interface RequirementsOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LabProgress) => void) | undefined;
}

/** Refuses where no lab can be: not Linux, or not root. */
export function checkPrivileges(): void {
  if (process.platform !== 'linux') {
    refuse('lab/not-linux', `a lab needs Linux: this machine runs ${process.platform}`);
  }
  if (process.getuid?.() !== 0) {
    refuse(
      'lab/not-root',
      'a lab mounts, makes network interfaces and boots hosts: it needs root',
      'run it with sudo',
    );
  }
}

/** Installs the packages a lab needs where apt can, and names them where it cannot. */
export async function provideTools(options: RequirementsOptions): Promise<void> {
  const packages = listMissingPackages((name) => findTool(name) !== undefined);
  if (packages.length === 0) return;
  const release = parseOsRelease(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  const family = `${release.get('ID') ?? ''} ${release.get('ID_LIKE') ?? ''}`;
  if (!/\b(debian|ubuntu)\b/.test(family) || findTool('apt-get') === undefined) {
    refuse(
      'lab/tools-missing',
      `a lab needs the packages ${packages.join(', ')} (by their Debian names)`,
      'install them, then try again',
    );
  }
  options.onProgress?.({ kind: 'packages-missing', packages });
  const install = [
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    'install',
    '--yes',
    '--no-install-recommends',
    ...packages,
  ];
  const limits = { signal: options.signal, timeoutMs: 10 * 60_000 };
  if ((await tryCommand('env', install, limits)).code === 0) return;
  await runCommand('apt-get', ['update'], limits);
  await runCommand('env', install, limits);
}

export function listMissingPackages(isPresent: (tool: string) => boolean): string[] {
  const missing = Object.keys(TOOLS).filter((tool) => !isPresent(tool));
  return [...new Set(missing.map((tool) => TOOLS[tool] ?? tool))].sort();
}

/** Refuses a directory that cannot hold hosts: on an unfit file system, or named so that mount cannot take it. */
export async function checkStateDir(path: string): Promise<void> {
  if (!/^\/[\w./@+-]*$/.test(path)) {
    refuse(
      'lab/bad-directory',
      `the lab cannot live in "${path}": only letters, digits and _ . / @ + - may be in its path`,
    );
  }
  let existing = path;
  while (!existsSync(existing)) existing = dirname(existing);
  const unfit = UNFIT_FILE_SYSTEMS.get((await statfs(existing)).type);
  if (unfit !== undefined) {
    refuse(
      'lab/bad-file-system',
      `${path} is on ${unfit}, which cannot hold the files of a host`,
      'set K3PLAY_LAB_DIR to a directory on ext4, xfs or btrfs',
    );
  }
  await mkdir(path, { recursive: true, mode: 0o700 });
}
