import { existsSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildNames } from '../../../lib/lab/model.ts';
import { K3PLAY, runProgram, type Ended } from '../../support/k3play.ts';

/** A lab of this run's own, so that neither the default one nor another run is in the way; base roots are shared. */
export const STATE_DIR = `/var/lib/k3play/lab-spec-${String(process.pid)}`;
const NETWORK = `198.19.${String(process.pid % 256)}`;
export const SUBNET = `${NETWORK}.0/24`;
export const NAMES = buildNames(STATE_DIR);

export function addressOf(number: number): string {
  return `${NETWORK}.${String(number)}`;
}

/** Runs `k3play lab`, as built. */
export function lab(...args: readonly string[]): Promise<Ended> {
  return runProgram(process.execPath, labArgs(args), { env: { K3PLAY_LAB_DIR: STATE_DIR } });
}

export function labArgs(args: readonly string[]): string[] {
  return [K3PLAY, 'lab', ...args];
}

/** An inventory of hosts h11, h12, … at the addresses of these numbers. */
export async function writeInventory(folder: string, numbers: readonly number[]): Promise<string> {
  const hosts = Object.fromEntries(
    numbers.map((number) => [`h${String(number)}`, { address: addressOf(number) }]),
  );
  const path = join(folder, 'hosts.yml');
  await writeFile(path, JSON.stringify({ groups: { all_of_them: { hosts } } }));
  return path;
}

/** Runs a command on a host with the system's own ssh, the lab's key, and no trust beyond the lab's known_hosts. */
export function ssh(target: string, command: string): Promise<Ended> {
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'ConnectTimeout=3',
    'GlobalKnownHostsFile=/dev/null',
  ];
  return runProgram('ssh', [
    ...['-F', '/dev/null', '-i', join(STATE_DIR, 'id_ed25519')],
    ...[...options, `UserKnownHostsFile=${join(STATE_DIR, 'known_hosts')}`].flatMap((option) => [
      '-o',
      option,
    ]),
    target,
    command,
  ]);
}

/** When each host was booted, by name, as `lab status` tells. */
export async function readBootTimes(): Promise<Readonly<Record<string, string | undefined>>> {
  const { hosts } = JSON.parse((await lab('status', '--json')).stdout) as {
    hosts: readonly { name: string; since?: string }[];
  };
  return Object.fromEntries(hosts.map(({ name, since }) => [name, since]));
}

/**
 * Everything on the machine that a lab could leave behind: mounts, processes, interfaces, rules, cgroups.
 * What names another lab is left out: it may come and go meanwhile.
 */
export async function listTraces(): Promise<readonly string[]> {
  const [mounts, interfaces, rules, tables] = await Promise.all([
    readFile('/proc/self/mountinfo', 'utf8'),
    readdir('/sys/class/net'),
    runProgram('iptables-save', []),
    runProgram('nft', ['list', 'tables', 'bridge']),
  ]);
  const lines = [
    ...mounts.split('\n').map((line) => `mount ${line.split(' ')[4] ?? ''}`),
    ...interfaces.map((name) => `interface ${name}`),
    ...rules.stdout
      .split('\n')
      .flatMap((line) => (/^-A|^:\S+ - /.test(line) ? [line.replace(/ \[.*/, '')] : [])),
    ...tables.stdout.split('\n'),
    ...(await listLabProcesses()),
    ...(await listCgroups()),
    ...(existsSync(join(STATE_DIR, 'hosts')) ? ['hosts directory'] : []),
  ];
  return lines.filter((line) => !namesAnotherLab(line)).sort();
}

async function listLabProcesses(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.includes(`--machine=${NAMES.id}-`)).map((line) => `process ${line}`);
}

async function listCgroups(): Promise<string[]> {
  const names = await readdir('/sys/fs/cgroup', { withFileTypes: true });
  const trees = names.filter((entry) => entry.isDirectory()).map(({ name }) => join('/sys/fs/cgroup', name));
  const groups = await Promise.all(
    trees.map(async (tree) => (await readdir(tree)).map((name) => join(tree, name))),
  );
  return [...trees, ...groups.flat()].filter((path) => /\/k3p-[0-9a-f]{6}$/.test(path));
}

function namesAnotherLab(line: string): boolean {
  const match = /(?:k3p[-_]|K3P-|vb-)([0-9a-f]{6})/.exec(line);
  return match !== null && match[1] !== NAMES.id;
}
