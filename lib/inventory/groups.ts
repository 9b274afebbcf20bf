import type { InventoryEntry } from './schema.ts';

/** A group's place: its depth is the longest way down from a group that is nobody's child. */
export interface GroupPlace {
  readonly name: string;
  readonly depth: number;
  /** Its position in the file. */
  readonly order: number;
  readonly parents: readonly string[];
}

export interface GroupGraph {
  /** Farthest first: by depth, then in the order written, so that the later of two equals is nearer. */
  readonly places: readonly GroupPlace[];
  /** A group and all groups above it. */
  ancestry(group: string): ReadonlySet<string>;
}

/** Each cycle among the groups' children, as the names on it, the first one repeated at the end. */
export function findCycles({ groups }: InventoryEntry): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  function visit(name: string, trail: readonly string[]): void {
    const at = trail.indexOf(name);
    if (at !== -1) cycles.push([...trail.slice(at), name]);
    if (at !== -1 || done.has(name)) return;
    for (const child of childrenOf(name, groups)) visit(child, [...trail, name]);
    done.add(name);
  }
  for (const name of Object.keys(groups)) visit(name, []);
  return cycles;
}

/** Only for groups without cycles and unknown children. */
export function buildGroupGraph({ groups }: InventoryEntry): GroupGraph {
  const names = Object.keys(groups);
  const parents = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const name of names) {
    for (const child of childrenOf(name, groups)) parents.get(child)?.push(name);
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
  const places = names
    .map((name, order) => ({ name, order, depth: depthOf(name), parents: parents.get(name) ?? [] }))
    .sort((a, b) => a.depth - b.depth || a.order - b.order);
  return { places, ancestry };
}

function childrenOf(name: string, groups: InventoryEntry['groups']): readonly string[] {
  return (Object.hasOwn(groups, name) ? groups[name]?.children : undefined) ?? [];
}
