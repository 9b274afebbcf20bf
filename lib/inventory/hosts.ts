import type { Span } from '../core/diagnostic.ts';
import { mergeConnection } from './connection-settings.ts';
import { buildGroupGraph, type GroupPlace } from './groups.ts';
import { createLayer } from './layers.ts';
import { createLevel, createSharedLevels, listVariables, type Level, type SharedLevels } from './levels.ts';
import type { Host, HostConnection, Inventory, Variable } from './model.ts';
import type { InventoryPart, VarsFile } from './part.ts';
import { LOCALHOST } from './pattern.ts';
import type { HostEntry } from './schema.ts';

export interface BuildHostsOptions {
  readonly extraVars: Readonly<Record<string, unknown>>;
  readonly varsFiles: readonly VarsFile[];
  /** Groups that hosts are in besides those written, by host. */
  readonly constructed: ReadonlyMap<string, readonly string[]>;
}

export type BuiltHosts = Required<Pick<Inventory, 'hosts' | 'groups' | 'children'>> & {
  readonly localhost: Host;
};

/** Where Ansible puts hosts that are in no group. */
export const UNGROUPED = 'ungrouped';

/** A place where a host is written. */
interface Mention {
  readonly part: InventoryPart;
  readonly group: string | undefined;
  readonly entry: HostEntry;
}

/**
 * The hosts of inventories that were found right. A variable's nearest value wins, by the order of
 * precedence.ts; of groups a deeper one is nearer, of equals the one written later. A host written in several
 * places has all that is said there; of two values for one name the one written later holds.
 */
export function buildHosts(
  parts: readonly InventoryPart[],
  { extraVars, varsFiles, constructed }: BuildHostsOptions,
): BuiltHosts {
  const ansible = parts.some(({ dialect }) => dialect === 'ansible');
  const made = [...constructed.values()].flat();
  const graph = buildGroupGraph(parts, ansible ? [...made, UNGROUPED] : made);
  const shared = createSharedLevels(parts, varsFiles);
  const extra = createLayer(extraVars, { from: { level: 'extra' }, source: undefined });
  const commandLine: Level = { layer: extra, connection: {} };

  const hosts = new Map<string, Host>();
  for (const [name, mentions] of collectMentions(parts)) {
    const named = [...mentions.flatMap(({ group }) => group ?? []), ...(constructed.get(name) ?? [])];
    const all = new Set(named.flatMap((group) => [...graph.ancestry(group)]));
    if (all.size === 0) all.add(UNGROUPED);
    const groups = graph.places.filter((place) => all.has(place.name));
    const own = mentions.map(({ part, group, entry }) =>
      createLevel(part, entry, { path: pathOf(group, name), from: { level: 'host' } }),
    );
    const levels = [...listLevels(name, groups, { shared, own }), commandLine];
    const [first] = mentions;
    const locate = (): Span | undefined => first?.part.document.keySpanAt(pathOf(first.group, name));
    hosts.set(name, new InventoryHost(name, levels, { groups, locate }));
  }
  const here = [
    ...shared.all.map(({ layer }) => ({ layer, connection: {} })),
    {
      layer: createLayer({}, { from: { level: 'inventory' }, source: undefined }),
      connection: { type: 'local' },
    },
    ...filesOf(LOCALHOST, shared),
    commandLine,
  ];
  const localhost = new InventoryHost(LOCALHOST, here, { groups: [], locate: () => undefined });
  const children = Object.fromEntries(graph.children);
  return { hosts, groups: listGroups(graph.places, hosts), children, localhost };
}

/** What a host has, farthest first: the order of the levels is that of precedence.ts, which a spec compares. */
function listLevels(
  name: string,
  groups: readonly GroupPlace[],
  { shared, own }: { readonly shared: SharedLevels; readonly own: readonly Level[] },
): Level[] {
  return [
    ...shared.all,
    ...groups.flatMap((group) => shared.group(group.name)),
    ...groups.flatMap((group) => shared.files('group', group.name, 'inventory')),
    ...groups.flatMap((group) => shared.files('group', group.name, 'playbook')),
    ...own,
    ...filesOf(name, shared),
  ];
}

function filesOf(host: string, shared: SharedLevels): readonly Level[] {
  return [...shared.files('host', host, 'inventory'), ...shared.files('host', host, 'playbook')];
}

function pathOf(group: string | undefined, host: string): readonly string[] {
  return group === undefined ? ['hosts', host] : ['groups', group, 'hosts', host];
}

function collectMentions(parts: readonly InventoryPart[]): Map<string, Mention[]> {
  const mentions = new Map<string, Mention[]>();
  function add(host: string, mention: Mention): void {
    const known = mentions.get(host);
    if (known) known.push(mention);
    else mentions.set(host, [mention]);
  }
  for (const part of parts) {
    for (const [host, entry] of Object.entries(part.entry.hosts ?? {}))
      add(host, { part, group: undefined, entry: entry ?? {} });
    for (const [group, content] of Object.entries(part.entry.groups)) {
      for (const [host, entry] of Object.entries(content?.hosts ?? {}))
        add(host, { part, group, entry: entry ?? {} });
    }
  }
  return mentions;
}

function listGroups(
  places: readonly GroupPlace[],
  hosts: ReadonlyMap<string, Host>,
): Readonly<Record<string, readonly string[]>> {
  const ordered = [...places].sort((a, b) => a.order - b.order);
  const lists = new Map<string, string[]>(ordered.map(({ name }) => [name, []]));
  for (const host of hosts.values()) {
    for (const group of host.groups) lists.get(group)?.push(host.name);
  }
  return { all: [...hosts.keys()], ...Object.fromEntries(lists) };
}

/** Merges late: of a large inventory, a run often needs few hosts. */
class InventoryHost implements Host {
  readonly name: string;
  readonly groups: readonly string[];
  readonly #levels: readonly Level[];
  readonly #locate: () => Span | undefined;
  #vars: Readonly<Record<string, unknown>> | undefined;
  #connection: HostConnection | undefined;

  constructor(
    name: string,
    levels: readonly Level[],
    { groups, locate }: { readonly groups: readonly GroupPlace[]; readonly locate: () => Span | undefined },
  ) {
    this.name = name;
    this.groups = [...groups].sort((a, b) => a.order - b.order).map((group) => group.name);
    this.#levels = levels;
    this.#locate = locate;
  }

  get span(): Span | undefined {
    return this.#locate();
  }

  get vars(): Readonly<Record<string, unknown>> {
    this.#vars ??= Object.fromEntries(
      this.#levels.flatMap(({ layer }) => layer.names.map((name) => [name, layer.get(name)?.value])),
    );
    return this.#vars;
  }

  get connection(): HostConnection {
    this.#connection ??= mergeConnection(this.#levels.map((level) => level.connection));
    return this.#connection;
  }

  layers(name: string): readonly Variable[] {
    return listVariables(this.#levels, name);
  }
}
