import type { Output } from '../connection/connection.ts';
import type { Facts } from './facts.ts';
import { hostRead, textOf, type HostRead } from './read.ts';
import { FACTS_SCRIPT, nameFacts } from './shared/facts-script.ts';
import { countOf, type Lines, unreadable } from './shared/lines.ts';
import { parseNetwork } from './shared/network.ts';

/** What the host is: its system, resources, addresses and login user. */
export function readFacts(): HostRead<Facts> {
  return hostRead({ key: 'facts', script: FACTS_SCRIPT, parse: parseFacts });
}

function parseFacts(output: Output): Facts {
  const lines = nameFacts(textOf(output));
  const [name = '', kernel = '', machine = ''] = lines.first('uname').split(' ');
  if (!lines.has('end') || machine === '') throw unreadable('the facts of the host', output);
  const os = parseOsRelease(lines.all(lines.has('os') ? 'os' : 'vendor-os'));
  const family = familyOf([os.get('ID') ?? '', ...(os.get('ID_LIKE') ?? '').split(/\s+/)]);
  return {
    hostname: name.split('.')[0] ?? name,
    os: {
      family,
      id: os.get('ID') ?? '',
      version: os.get('VERSION_ID') ?? '',
      name: os.get('PRETTY_NAME') ?? os.get('NAME') ?? '',
      kernel,
    },
    arch: archOf(machine),
    init: lines.first('init') || 'unknown',
    package_manager: managerOf(lines.first('managers'), family),
    ...parseMemory(lines),
    cpus: Math.max(1, countRange(lines.first('online')) || lines.count('cpus')),
    ...parseNetwork(lines),
    network_mounts: lines.all('mount').map(mountPointOf),
    machine_id: lines.first('machine-id'),
    user: lines.first('user'),
    uid: lines.count('uid'),
    time: lines.count('time'),
  };
}

/** The second field of a line of /proc/mounts, where blanks and the like are octal: `\\040`. */
function mountPointOf(line: string): string {
  const point = line.split(' ')[1] ?? '';
  return point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** How many numbers `0-3,6` stands for. */
function countRange(text: string): number {
  const counts = text.split(',').map((part) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    return first === undefined ? 0 : countOf(last ?? '') - countOf(first) + 1;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The assignments of /etc/os-release, read as shell would: quotes and backslashes taken off. */
function parseOsRelease(lines: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of lines) {
    const [, key, raw] = /^\s*([A-Z0-9_]+)=(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined || raw === undefined) continue;
    const quoted = /^(["'])(.*)\1$/.exec(raw);
    const text = quoted?.[2] ?? raw;
    values.set(key, quoted?.[1] === "'" ? text : text.replace(/\\(.)/g, '$1'));
  }
  return values;
}

const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  debian: ['debian', 'ubuntu', 'raspbian'],
  redhat: ['rhel', 'fedora', 'centos', 'rocky', 'almalinux', 'ol', 'amzn'],
  suse: ['suse', 'opensuse', 'sles', 'sle-micro', 'sl-micro'],
  alpine: ['alpine'],
  arch: ['arch', 'archarm', 'manjaro'],
};

/** `ids` are ID and then those of ID_LIKE, so the system's own name counts before its ancestors'. */
function familyOf(ids: readonly string[]): string {
  for (const id of ids) {
    const family = Object.keys(FAMILIES).find((name) => FAMILIES[name]?.includes(id));
    if (family !== undefined) return family;
    if (id.startsWith('opensuse')) return 'suse';
  }
  return 'unknown';
}

const NATIVE_MANAGERS: Readonly<Record<string, readonly string[]>> = {
  debian: ['apt-get'],
  redhat: ['dnf', 'yum'],
  suse: ['zypper'],
  alpine: ['apk'],
  arch: ['pacman'],
};

/** A host may carry foreign package managers too: that of its family counts first. */
function managerOf(line: string, family: string): string {
  const present = line.split(' ').filter((name) => name !== '');
  const manager = NATIVE_MANAGERS[family]?.find((name) => present.includes(name)) ?? present[0] ?? 'unknown';
  return manager === 'apt-get' ? 'apt' : manager;
}

function archOf(machine: string): string {
  if (machine === 'x86_64') return 'amd64';
  if (machine === 'aarch64') return 'arm64';
  return /^armv[5-8]/.test(machine) ? 'arm' : machine;
}

function parseMemory(lines: Lines): { memory_mb: number; swap_mb: number } {
  const info = new Map<string, number>();
  for (const line of lines.all('meminfo')) {
    const [, name, kib] = /^(\w+):\s+(\d+) kB$/.exec(line) ?? [];
    if (name !== undefined && kib !== undefined) info.set(name, Math.floor(countOf(kib) / 1024));
  }
  return { memory_mb: info.get('MemTotal') ?? 0, swap_mb: info.get('SwapTotal') ?? 0 };
}
