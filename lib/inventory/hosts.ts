import type { Span } from '../core/diagnostic.ts';
import type { SourceDocument } from '../source/document.ts';
import type { Path } from '../source/positions.ts';
import { mergeConnection } from './connection-settings.ts';
import { buildGroupGraph, type GroupPlace } from './groups.ts';
import { createLayer, type Layer } from './layers.ts';
import type { Host, HostConnection, Inventory, Variable } from './model.ts';
import { LOCALHOST } from './pattern.ts';
import type { ConnectionEntry, GroupEntry, HostEntry, InventoryEntry } from './schema.ts';

export interface BuildHostsOptions {
  readonly extraVars: Readonly<Record<string, unknown>>;
}

/** What one level of the inventory says to its hosts. */
interface Level {
  readonly layer: Layer;
  readonly connection: ConnectionEntry;
}

/** A place where a host is written. */
interface Mention {
  readonly group: string;
  readonly entry: HostEntry;
}

/**
 * The hosts of an inventory that was found right. A variable's nearest value wins: command line, host, group
 * (a deeper one is nearer; of equals the one written later), inventory. A host written in several groups has
 * all that is said there; of two values for one name the one written later holds.
 */
export function buildHosts(
  inventory: InventoryEntry,
  document: SourceDocument,
  { extraVars }: BuildHostsOptions,
): Pick<Inventory, 'hosts' | 'groups' | 'localhost'> {
  const levelAt = (entry: HostEntry | GroupEntry | InventoryEntry, path: Path): Level => ({
    layer: createLayer(entry.vars ?? {}, {
      path: [...path, 'vars'],
      spanAt: (path) => document.spanAt(path),
    }),
    connection: { ...('address' in entry && { address: entry.address }), ...entry.connection },
  });
  const graph = buildGroupGraph(inventory);
  const top = levelAt(inventory, []);
  const groupLevels = new Map(
    graph.places.map(({ name }) => [name, levelAt(inventory.groups[name] ?? {}, ['groups', name])]),
  );
  const commandLine: Level = { layer: createLayer(extraVars, undefined), connection: {} };

  const hosts = new Map<string, Host>();
  for (const [name, mentions] of collectMentions(inventory)) {
    const all = new Set(mentions.flatMap(({ group }) => [...graph.ancestry(group)]));
    const groups = graph.places.filter((place) => all.has(place.name));
    const levels = [
      top,
      ...groups.flatMap((group) => groupLevels.get(group.name) ?? []),
      ...mentions.map(({ group, entry }) => levelAt(entry, ['groups', group, 'hosts', name])),
      commandLine,
    ];
    const path = ['groups', mentions[0]?.group ?? '', 'hosts', name];
    hosts.set(name, new InventoryHost(name, levels, { groups, locate: () => document.keySpanAt(path) }));
  }
  const here = { ...levelAt({ vars: inventory.vars ?? {} }, []), connection: { type: 'local' } };
  const localhost = new InventoryHost(LOCALHOST, [here, commandLine], { groups: [], locate: undefined });
  return { hosts, groups: listGroups(inventory, hosts), localhost };
}

function collectMentions({ groups }: InventoryEntry): Map<string, Mention[]> {
  const mentions = new Map<string, Mention[]>();
  for (const [group, content] of Object.entries(groups)) {
    for (const [host, entry] of Object.entries(content?.hosts ?? {})) {
      const known = mentions.get(host) ?? [];
      mentions.set(host, [...known, { group, entry: entry ?? {} }]);
    }
  }
  return mentions;
}

function listGroups(inventory: InventoryEntry, hosts: ReadonlyMap<string, Host>): Inventory['groups'] {
  const lists = new Map<string, string[]>(Object.keys(inventory.groups).map((name) => [name, []]));
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
  readonly #locate: (() => Span) | undefined;
  #vars: Readonly<Record<string, unknown>> | undefined;
  #connection: HostConnection | undefined;

  constructor(
    name: string,
    levels: readonly Level[],
    { groups, locate }: { readonly groups: readonly GroupPlace[]; readonly locate: (() => Span) | undefined },
  ) {
    this.name = name;
    this.groups = [...groups].sort((a, b) => a.order - b.order).map((group) => group.name);
    this.#levels = levels;
    this.#locate = locate;
  }

  get span(): Span | undefined {
    return this.#locate?.();
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
    return this.#levels.flatMap(({ layer }) => layer.get(name) ?? []);
  }
}
