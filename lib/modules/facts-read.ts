import type { Output } from '../connection/connection.ts';
import { sh } from '../connection/sh.ts';
import type { Facts } from './facts.ts';
import { hostRead, type HostRead } from './read.ts';
import { countOf, type Lines, linesOf, unreadable } from './shared/lines.ts';
import { parseNetwork } from './shared/network.ts';

/**
 * One script, so that facts cost one round trip. It prints `name value` lines and leaves all judgement to
 * the parser. Every part may fail alone: a host without `ip` or os-release still has facts.
 */
const SCRIPT = sh`{
  echo "uname $(uname -n -r -m)"
  { cat /etc/os-release || cat /usr/lib/os-release; } | sed 's/^/os /'
  sed 's/^/meminfo /' /proc/meminfo
  echo "cpus $(getconf _NPROCESSORS_ONLN || nproc || grep -c ^processor /proc/cpuinfo)"
  echo "machine-id $(cat /etc/machine-id)"
  echo "user $(id -un || id -u)"
  echo "uid $(id -u)"
  echo "time $(date +%s)"
  [ -d /run/systemd/system ] && echo 'init systemd'
  { [ -d /run/openrc ] || command -v openrc; } >&2 && echo 'init openrc'
  for manager in apt-get dnf yum zypper apk pacman; do
    command -v "$manager" >&2 && echo "manager $manager"
  done
  sed 's/^/route4 /' /proc/net/route
  sed 's/^/route6 /' /proc/net/ipv6_route
  ip -4 route show default | sed 's/^/default4 /'
  { ip -o addr show || ifconfig -a; } | sed 's/^/addr /'
  echo 'end facts'
} 2>/dev/null`;

/** What the host is: its system, resources, addresses and login user. */
export function readFacts(): HostRead<Facts> {
  return hostRead({ key: 'facts', script: SCRIPT, parse: parseFacts });
}

function parseFacts(output: Output): Facts {
  const lines = linesOf(output);
  const [name = '', kernel = '', machine = ''] = lines.first('uname').split(' ');
  if (!lines.has('end') || machine === '') throw unreadable('the facts of the host', output);
  const os = parseOsRelease(lines.all('os'));
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
    package_manager: managerOf(lines.all('manager'), family),
    ...parseMemory(lines),
    cpus: Math.max(1, lines.count('cpus')),
    ...parseNetwork(lines),
    machine_id: lines.first('machine-id'),
    user: lines.first('user'),
    uid: lines.count('uid'),
    time: lines.count('time'),
  };
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
function managerOf(present: readonly string[], family: string): string {
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
