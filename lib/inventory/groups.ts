import { listGroupNames, type InventoryPart } from './part.ts';

/** A group's place: its depth is the longest way down from a group that is nobody's child. */
export interface GroupPlace {
  readonly name: string;
  readonly depth: number;
  /** Its position among all groups, as first written. */
  readonly order: number;
  readonly parents: readonly string[];
}

export interface GroupGraph {
  /** Farthest first: by depth, then in the order written, so that the later of two equals is nearer. */
  readonly places: readonly GroupPlace[];
  /** By group, in the order written. */
  readonly children: ReadonlyMap<string, readonly string[]>;
  /** A group and all groups above it. */
  ancestry(group: string): ReadonlySet<string>;
}

/** Each cycle among the groups' children, as the names on it, the first one repeated at the end. */
export function findCycles(parts: readonly InventoryPart[]): string[][] {
  const children = collectChildren(parts);
  const cycles: string[][] = [];
  const done = new Set<string>();
  function visit(name: string, trail: readonly string[]): void {
    const at = trail.indexOf(name);
    if (at !== -1) cycles.push([...trail.slice(at), name]);
    if (at !== -1 || done.has(name)) return;
    for (const child of children.get(name) ?? []) visit(child, [...trail, name]);
    done.add(name);
  }
  for (const name of children.keys()) visit(name, []);
  return cycles;
}

/** Only for groups without cycles and unknown children. `made` are groups that no part writes. */
export function buildGroupGraph(parts: readonly InventoryPart[], made: readonly string[] = []): GroupGraph {
  const children = collectChildren(parts);
  const names = [...new Set([...children.keys(), ...made])];
  const parents = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const name of names) {
    for (const child of children.get(name) ?? []) parents.get(child)?.push(name);
  }
  const depths = new Map<string, number>();
  function depthOf(name: string): number {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const depth = Math.max(0, ...(parents.get(name) ?? []).map((parent) => depthOf(parent) + 1));
    depths.set(name, depth);
    return depth;
  }
  const ancestries = new Map<string, ReadonlySet<string>>();
  function ancestry(name: string): ReadonlySet<string> {
    const known = ancestries.get(name);
    if (known) return known;
    const all = new Set([name, ...(parents.get(name) ?? []).flatMap((parent) => [...ancestry(parent)])]);
    ancestries.set(name, all);
    return all;
  }
  const ranks = rankGroups(parts, made);
  const rankOf = (name: string): number => ranks.get(name) ?? 0;
  const places = names
    .map((name, order) => ({ name, order, depth: depthOf(name), parents: parents.get(name) ?? [] }))
    .sort((a, b) => a.depth - b.depth || rankOf(a.name) - rankOf(b.name));
  return { places, children, ancestry };
}

/** Of groups as deep, the later one is nearer: as written, and in Ansible's inventories by the alphabet, as there. */
function rankGroups(parts: readonly InventoryPart[], made: readonly string[]): ReadonlyMap<string, number> {
  const names = parts.flatMap((part) => {
    const written = listGroupNames([part]);
    return part.dialect === 'ansible' ? written.sort() : written;
  });
  const ranked = new Set([...names, ...made]);
  return new Map([...ranked].map((name, rank) => [name, rank]));
}

/** The children of each group, of all parts. */
function collectChildren(parts: readonly InventoryPart[]): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, Set<string>>(listGroupNames(parts).map((name) => [name, new Set()]));
  for (const { entry } of parts) {
    for (const [name, group] of Object.entries(entry.groups)) {
      for (const child of group?.children ?? []) children.get(name)?.add(child);
    }
  }
  return new Map([...children].map(([name, all]) => [name, [...all]]));
}
