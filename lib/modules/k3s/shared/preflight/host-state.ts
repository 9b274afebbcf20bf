import type { Output } from '../../../../connection/connection.ts';
import { hostRead, type HostRead } from '../../../read.ts';
import { countOf, linesOf, unreadable, type Lines } from '../../../shared/lines.ts';
import type { DatastoreParts } from './datastore-parts.ts';
import { hostScript } from './host-script.ts';

export interface UnitFound {
  readonly exists: boolean;
  readonly active: boolean;
  readonly enabled: boolean;
}

/** An address of a network interface, without its prefix. */
export interface Card {
  readonly device: string;
  readonly address: string;
}

/** A port that something listens on, and who where the host tells. */
export interface Listening {
  /** `6443/tcp` */
  readonly port: string;
  readonly holder: string;
}

export type ModuleState = 'there' | 'loadable' | 'missing' | 'unknowable';

/** A host as the preflight sees it, beyond its facts. */
export interface HostState {
  /** Clock of the host, seconds since 1970. */
  readonly time: number;
  /** `uname -m` */
  readonly machine: string;
  readonly container: boolean;
  /** Whether it is a virtual machine. */
  readonly virtual: boolean;
  /** Model of a single-board computer, else "". */
  readonly board: string;
  readonly hasCurl: boolean;
  readonly disk: { readonly freeMb: number; readonly type: string; readonly options: readonly string[] };
  /** Of the datastore that is to be made there; false and "" where it cannot be told. */
  readonly datastore: {
    readonly rotational: boolean;
    /** Of its package: what is installed, else what would be, such as "1:10.11.6-0+deb12u1". */
    readonly version: string;
  };
  readonly cgroups: { readonly version: 1 | 2; readonly controllers: readonly string[] };
  readonly modules: Readonly<Record<string, ModuleState>>;
  readonly units: Readonly<Record<string, UnitFound>>;
  /** "yes", "no", or "" where it cannot be told. */
  readonly synchronized: string;
  /** Such as "1.8.9"; "" where there is none. */
  readonly iptables: string;
  /** Rules by which packets that nobody let in are dropped. */
  readonly drops: readonly string[];
  readonly ufw: boolean;
  readonly selinux: { readonly enforcing: boolean; readonly policy: boolean };
  readonly cards: readonly Card[];
  readonly hasFlannel: boolean;
  readonly listening: readonly Listening[];
}

export function readHostState(dataFolder: string, datastore?: DatastoreParts): HostRead<HostState> {
  return hostRead({
    key: ['k3s-preflight', dataFolder, ...(datastore ? [datastore.packageName] : [])].join(':'),
    script: hostScript(dataFolder, datastore),
    timeoutMs: 60_000,
    parse: parseHostState,
  });
}

export function parseHostState(output: Output): HostState {
  const lines = linesOf(output);
  if (!lines.has('end')) throw unreadable('what the preflight asks', output);
  return {
    time: lines.count('time'),
    machine: lines.first('machine'),
    container: !['', 'none'].includes(lines.first('container')),
    virtual: !['', 'none'].includes(lines.first('virtual')),
    board: lines.first('board'),
    hasCurl: lines.has('curl'),
    disk: parseDisk(lines),
    datastore: {
      rotational: lines.first('rotational') === '1',
      version: lines.all('package').find((version) => version !== '(none)') ?? '',
    },
    cgroups: lines.has('cgroup2')
      ? { version: 2, controllers: lines.first('cgroup2').split(' ') }
      : { version: 1, controllers: lines.all('cgroup1') },
    modules: Object.fromEntries(lines.all('module').map(parseModule)),
    units: parseUnits(lines.all('unit')),
    synchronized: lines.first('synchronized'),
    iptables: /v(\d+\.\d+\.\d+)/.exec(lines.first('iptables'))?.[1] ?? '',
    drops: lines.all('drops'),
    ufw: lines.has('ufw'),
    selinux: { enforcing: lines.has('selinux'), policy: lines.has('selinux-policy') },
    cards: lines.all('addr').flatMap(parseAddress),
    hasFlannel: lines.has('flannel'),
    listening: parseListening(lines),
  };
}

/** Columns of `df -P`: device, size, used, free, share, mount point; then the last such line of /proc/mounts. */
function parseDisk(lines: Lines): HostState['disk'] {
  const [, , , free = '', , point = ''] = lines.first('disk').split(/\s+/);
  const mount = lines
    .all('mount')
    .map((line) => line.split(' '))
    .findLast(([, mountPoint]) => mountPoint === point);
  return {
    freeMb: Math.floor(countOf(free) / 1024),
    type: mount?.[2] ?? '',
    options: mount?.[3]?.split(',') ?? [],
  };
}

function parseModule(line: string): [string, ModuleState] {
  const [name = '', state = ''] = line.split(' ');
  return [name, state === 'there' || state === 'loadable' || state === 'missing' ? state : 'unknowable'];
}

/** Blocks of properties, an empty line between them. */
function parseUnits(lines: readonly string[]): Record<string, UnitFound> {
  const blocks = lines.join('\n').split(/\n\n+/);
  return Object.fromEntries(
    blocks.map((block) => {
      const property = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(block)?.[1] ?? '';
      const active = ['active', 'activating', 'reloading'].includes(property('ActiveState'));
      const exists = !['', 'not-found'].includes(property('LoadState'));
      return [
        property('Id').replace(/\.service$/, ''),
        { exists, active, enabled: property('UnitFileState') === 'enabled' },
      ];
    }),
  );
}

/** A line of `ip -o addr`. */
function parseAddress(line: string): Card[] {
  const [, device, address] = /^\d+: (\S+)\s+inet6? ([0-9a-fA-F.:]+)/.exec(line) ?? [];
  return device === undefined || address === undefined
    ? []
    : [{ device: device.replace(/@.*/, ''), address }];
}

/** The kernel says which ports are taken; by whom says `ss`, where there is one and who asks is root. */
function parseListening(lines: Lines): Listening[] {
  const holders = new Map<string, string>();
  for (const line of lines.all('socket')) {
    const [, protocol, port, name, id] =
      /^(tcp|udp)\s.*?\s\S*:(\d+)\s.*users:\(\("([^"]*)",pid=(\d+)/.exec(line) ?? [];
    if (protocol !== undefined) holders.set(`${port}/${protocol}`, `${name} (process ${id})`);
  }
  const ports = ['tcp', 'udp'].flatMap((protocol) =>
    lines.all(protocol).map((hex) => `${parseInt(hex, 16)}/${protocol}`),
  );
  return [...new Set(ports)].map((port) => ({ port, holder: holders.get(port) ?? '' }));
}
