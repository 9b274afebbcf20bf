import type { Path } from '../source/positions.ts';
import { createLayer, type Layer } from './layers.ts';
import type { Variable, VariableOrigin } from './model.ts';
import type { InventoryPart, VarsFile } from './part.ts';
import type { ConnectionEntry, HostEntry, InventoryEntry } from './schema.ts';

/** What one level of the inventory says to its hosts. */
export interface Level {
  readonly layer: Layer;
  readonly connection: ConnectionEntry;
}

/** The levels that hosts share, by what they belong to. Each is made once. */
export interface SharedLevels {
  /** What all hosts have, farthest first. */
  readonly all: readonly Level[];
  /** What inventories say of a group. */
  group(name: string): readonly Level[];
  files(of: VarsFile['of'], name: string, beside: VarsFile['beside']): readonly Level[];
}

export interface LevelOptions {
  readonly path: Path;
  readonly from: VariableOrigin;
}

export function createLevel(
  { document }: Pick<InventoryPart, 'document'>,
  entry: HostEntry | Pick<InventoryEntry, 'vars' | 'connection'>,
  { path, from }: LevelOptions,
): Level {
  const source = { path: [...path, 'vars'], spanAt: (path: Path) => document.spanAt(path) };
  return {
    layer: createLayer(entry.vars ?? {}, { from, source }),
    connection: { ...('address' in entry && { address: entry.address }), ...entry.connection },
  };
}

export function createSharedLevels(
  parts: readonly InventoryPart[],
  varsFiles: readonly VarsFile[],
): SharedLevels {
  const groups = new Map<string, Level[]>();
  for (const part of parts) {
    for (const [name, entry] of Object.entries(part.entry.groups)) {
      if (!entry?.vars && !entry?.connection) continue;
      const from = { level: 'group', group: name } as const;
      append(groups, name, createLevel(part, entry, { path: ['groups', name], from }));
    }
  }
  const files = new Map<string, Level[]>();
  for (const file of varsFiles) {
    append(files, keyOf(file), createLevel(file, file.entry, { path: [], from: originOf(file) }));
  }
  const filesOf: SharedLevels['files'] = (of, name, beside) => files.get(keyOf({ of, name, beside })) ?? [];
  return {
    all: [
      ...parts.map((part) => createLevel(part, part.entry, { path: [], from: { level: 'inventory' } })),
      ...filesOf('group', 'all', 'inventory'),
      ...filesOf('group', 'all', 'playbook'),
    ],
    group: (name) => groups.get(name) ?? [],
    files: filesOf,
  };
}

function append(levels: Map<string, Level[]>, key: string, level: Level): void {
  const known = levels.get(key);
  if (known) known.push(level);
  else levels.set(key, [level]);
}

function keyOf({ of, name, beside }: Pick<VarsFile, 'of' | 'name' | 'beside'>): string {
  return `${of} ${beside} ${name}`;
}

function originOf({ of, name }: VarsFile): VariableOrigin {
  if (of === 'host') return { level: 'host-vars' };
  return name === 'all' ? { level: 'group-vars-all' } : { level: 'group-vars', group: name };
}

/** Every level's value of a variable, farthest first. */
export function listVariables(levels: readonly Level[], name: string): readonly Variable[] {
  return levels.flatMap(({ layer }) => layer.get(name) ?? []);
}
