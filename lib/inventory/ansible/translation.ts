import { fault, warning, type Diagnostic, type Span } from '../../core/diagnostic.ts';
import type { SourceDocument } from '../../source/document.ts';
import type { Path } from '../../source/positions.ts';
import type { SourceReading } from '../part.ts';
import { readMeaning } from './settings.ts';

/** Where a value was written: somewhere in a document, or at a place of a text. */
export type Origin =
  { readonly document: SourceDocument; readonly path: Path } | { readonly key: Span; readonly value: Span };

interface Level {
  vars?: Record<string, unknown>;
  connection?: Record<string, unknown>;
}
interface Group extends Level {
  readonly hosts: Record<string, Level>;
  readonly children: string[];
}

/**
 * An inventory of Ansible's, put into our words piece by piece; faults found later are told at the places where
 * it was written. Hosts of "all" and "ungrouped" need no group here either.
 */
export class Translation {
  readonly #file: string;
  readonly #top: Level & { readonly groups: Record<string, Group>; readonly hosts: Record<string, Level> };
  readonly #origins = new Map<string, Origin>();
  readonly #told: Diagnostic[] = [];

  constructor(file: string) {
    this.#file = file;
    this.#top = {
      groups: Object.create(null) as Record<string, Group>,
      hosts: Object.create(null) as Record<string, Level>,
    };
  }

  addGroup(name: string, origin: Origin): void {
    if (isNobodys(name) || Object.hasOwn(this.#top.groups, name)) return;
    this.#top.groups[name] = { hosts: Object.create(null) as Record<string, Level>, children: [] };
    this.#keep(['groups', name], origin);
  }

  /** Path of the host, for its variables. The same host may come several times. */
  addHost(group: string, name: string, origin: Origin): Path {
    const path = isNobodys(group) ? ['hosts', name] : ['groups', group, 'hosts', name];
    const hosts = isNobodys(group) ? this.#top.hosts : this.#groupAt(group, origin).hosts;
    if (!Object.hasOwn(hosts, name)) {
      hosts[name] = {};
      this.#keep(path, origin);
    }
    return path;
  }

  addChild(group: string, child: string, origin: Origin): void {
    if (isNobodys(group) || child === 'ungrouped') return;
    const { children } = this.#groupAt(group, origin);
    if (children.includes(child)) return;
    this.#keep(['groups', group, 'children', children.length], origin);
    children.push(child);
  }

  /** Where the variables of a group go: those of "all" to the top. */
  pathOf(group: string, origin: Origin): Path {
    if (group === 'all') return [];
    if (group === 'ungrouped') this.#top.groups[group] ??= { hosts: {}, children: [] };
    else this.addGroup(group, origin);
    return ['groups', group];
  }

  /** Variables of the level at a path; those that Ansible connects by become settings. */
  addVars(
    at: Path,
    vars: Readonly<Record<string, unknown>>,
    { document, path }: Origin & { path: Path; document: SourceDocument },
  ): void {
    for (const [name, value] of Object.entries(vars))
      this.addVar(at, { name, value }, { document, path: [...path, name] });
  }

  addVar(
    at: Path,
    { name, value }: { readonly name: string; readonly value: unknown },
    origin: Origin,
  ): void {
    const level = this.#levelAt(at);
    const meaning = readMeaning(name, value);
    if (meaning.kind === 'variable') {
      level.vars ??= {};
      define(level.vars, name, value);
      this.#keep([...at, 'vars', name], origin);
      if (meaning.unheeded !== undefined) this.warn(`"${name}" is not heeded`, origin, meaning.unheeded);
      return;
    }
    level.connection ??= {};
    for (const [key, setting] of Object.entries(meaning.settings)) {
      level.connection[key] = setting;
      this.#keep([...at, 'connection', key], origin);
    }
    if (meaning.left !== undefined)
      this.warn(
        `"${meaning.left}" of "${name}" is not heeded`,
        origin,
        'what it asks for can stand in ~/.ssh/config',
      );
  }

  warn(message: string, origin: Origin, hint?: string): void {
    this.#told.push(warning('inventory/unheeded', message, { span: keySpanOf(origin), hint }));
  }

  fault(message: string, origin: Origin, hint?: string): void {
    this.#told.push(fault('inventory/ansible', message, { span: valueSpanOf(origin, []), hint }));
  }

  finish(): SourceReading {
    this.#warnOfAddresses();
    const find = (path: Path): { readonly origin: Origin; readonly rest: Path } | undefined => {
      for (let length = path.length; length > 0; length -= 1) {
        const origin = this.#origins.get(keyOf(path.slice(0, length)));
        if (origin) return { origin, rest: path.slice(length) };
      }
      return undefined;
    };
    const start = { file: this.#file, line: 1, column: 1 };
    const document: SourceDocument = {
      file: this.#file,
      value: this.#top,
      spanAt: (path) => {
        const found = find(path);
        return found ? valueSpanOf(found.origin, found.rest) : start;
      },
      keySpanAt: (path) => {
        const found = find(path);
        if (!found) return start;
        return found.rest.length === 0 ? keySpanOf(found.origin) : valueSpanOf(found.origin, found.rest);
      },
    };
    return { document, dialect: 'ansible', warnings: this.#told };
  }

  #listHosts(): readonly (readonly [Path, Level])[] {
    const listed = (holder: Path, hosts: Readonly<Record<string, Level>>) =>
      Object.entries(hosts).map(([name, level]) => [[...holder, 'hosts', name], level] as const);
    const ofGroups = Object.entries(this.#top.groups).flatMap(([name, { hosts }]) =>
      listed(['groups', name], hosts),
    );
    return [...listed([], this.#top.hosts), ...ofGroups];
  }

  /** Who writes our own word for it, and none of Ansible's, means the host to be reached there. */
  #warnOfAddresses(): void {
    const hosts = this.#listHosts();
    const reached = new Set(
      hosts.flatMap(([path, { connection }]) => (connection?.['address'] === undefined ? [] : path.at(-1))),
    );
    for (const [path] of hosts) {
      const origin = this.#origins.get(keyOf([...path, 'vars', 'address']));
      if (!origin || reached.has(path.at(-1))) continue;
      this.warn(
        `"address" is a variable like any other in an inventory of Ansible's: the host is not reached there`,
        origin,
        'write ansible_host, or the inventory in the form of k3play, whose groups stand under "groups"',
      );
    }
  }

  #groupAt(name: string, origin: Origin): Group {
    this.addGroup(name, origin);
    return this.#top.groups[name] ?? { hosts: {}, children: [] };
  }

  #levelAt([kind, name = '', , host]: Path): Level {
    if (kind === undefined) return this.#top;
    if (kind === 'hosts') return this.#top.hosts[name] ?? {};
    const group = this.#top.groups[name];
    return (host === undefined ? group : group?.hosts[host]) ?? {};
  }

  #keep(path: Path, origin: Origin): void {
    this.#origins.set(keyOf(path), origin);
  }
}

/** Groups that every inventory has, and nobody has to name. */
function isNobodys(group: string): boolean {
  return group === 'all' || group === 'ungrouped';
}

function keyOf(path: Path): string {
  return path.join('\0');
}

function define(holder: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, enumerable: true, writable: true, configurable: true });
}

function keySpanOf(origin: Origin): Span {
  return 'document' in origin ? origin.document.keySpanAt(origin.path) : origin.key;
}

function valueSpanOf(origin: Origin, rest: Path): Span {
  return 'document' in origin ? origin.document.spanAt([...origin.path, ...rest]) : origin.value;
}
