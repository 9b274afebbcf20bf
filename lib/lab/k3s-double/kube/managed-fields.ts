import { toKubeTime, type FieldTree, type KubeObject, type ManagedFields } from './objects.ts';

export interface Application {
  readonly manager: string;
  readonly force: boolean;
  readonly now: Date;
}

/** Fields that others have applied otherwise, by manager. */
export type Conflicts = ReadonlyMap<string, readonly string[]>;

type Path = readonly string[];

/** The object with what is wanted of it, and who sees to what; or the fields that others see to. */
export function applyFields(
  live: KubeObject | undefined,
  wanted: KubeObject,
  application: Application,
): KubeObject | Conflicts {
  const { manager, force, now } = application;
  const managed = live?.metadata.managedFields ?? [];
  const others = managed.filter((one) => one.manager !== manager);
  const leaves = listLeaves(wanted);
  const disputed = leaves.filter((path) => !sameValue(valueAt(live, path), valueAt(wanted, path)));
  const conflicts = findConflicts(others, disputed);
  if (conflicts.size > 0 && !force) return conflicts;

  const before = managed.find((one) => one.manager === manager);
  const left = others.flatMap((one) => withoutFields(one, disputed));
  const kept = left.flatMap(({ fieldsV1 }) => readTree(fieldsV1)).concat(leaves);
  const gone = readTree(before?.fieldsV1 ?? {}).filter((path) => !hasPath(kept, path));
  const { apiVersion, kind, metadata } = wanted;
  let object: KubeObject = live ?? { apiVersion, kind, metadata: { name: metadata.name } };
  for (const path of gone) object = setAt(object, path, undefined) as KubeObject;
  for (const path of leaves) object = setAt(object, path, valueAt(wanted, path)) as KubeObject;
  const fieldsV1 = buildTree(leaves);
  const isSame =
    before !== undefined && disputed.length + gone.length === 0 && sameValue(before.fieldsV1, fieldsV1);
  const own: ManagedFields = isSame
    ? before
    : { manager, operation: 'Apply', apiVersion, time: toKubeTime(now), fieldsType: 'FieldsV1', fieldsV1 };
  return { ...object, metadata: { ...object.metadata, managedFields: [...left, own] } };
}

/** `conflict with "ops" using v1: .data.a`, as the API says it. */
export function describeConflicts(conflicts: Conflicts, apiVersion: string): string {
  const count = [...conflicts.values()].flat().length;
  const parts = [...conflicts].map(([manager, fields]) => {
    const who = `with "${manager}" using ${apiVersion}:`;
    return fields.length === 1
      ? `conflict ${who} ${String(fields[0])}`
      : `conflicts ${who}\n${fields.map((field) => `- ${field}`).join('\n')}`;
  });
  return `Apply failed with ${count} conflict${count === 1 ? '' : 's'}: ${parts.join('\n')}`;
}

function findConflicts(others: readonly ManagedFields[], disputed: readonly Path[]): Conflicts {
  const conflicts = new Map<string, readonly string[]>();
  for (const { manager, fieldsV1 } of others) {
    const owned = readTree(fieldsV1);
    const fields = disputed.filter((path) => hasPath(owned, path)).map((path) => `.${path.join('.')}`);
    if (fields.length > 0) conflicts.set(manager, fields);
  }
  return conflicts;
}

function withoutFields(managed: ManagedFields, taken: readonly Path[]): ManagedFields[] {
  const left = readTree(managed.fieldsV1).filter((path) => !hasPath(taken, path));
  return left.length === 0 ? [] : [{ ...managed, fieldsV1: buildTree(left) }];
}

/** What the document sets; its name is no field, and a list is one. */
function listLeaves(object: unknown, path: Path = []): readonly Path[] {
  if (NAMES.includes(path.join('.'))) return [];
  if (!isMap(object)) return [path];
  return Object.keys(object).flatMap((key) => listLeaves(object[key], [...path, key]));
}

const NAMES = ['apiVersion', 'kind', 'metadata.name', 'metadata.namespace'];

function readTree(tree: FieldTree, path: Path = []): readonly Path[] {
  const fields = Object.entries(tree) as readonly [string, FieldTree][];
  if (fields.length === 0) return path.length === 0 ? [] : [path];
  return fields.flatMap(([field, inside]) => readTree(inside, [...path, field.slice(2)]));
}

function buildTree(paths: readonly Path[]): FieldTree {
  let tree: FieldTree = {};
  for (const path of paths)
    tree = setAt(
      tree,
      path.map((key) => `f:${key}`),
      {},
    ) as FieldTree;
  return tree;
}

function hasPath(paths: readonly Path[], path: Path): boolean {
  return paths.some((one) => sameValue(one, path));
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inside, key) => (isMap(inside) ? inside[key] : undefined), value);
}

/** With undefined the key goes. */
function setAt(value: unknown, [key, ...rest]: Path, wanted: unknown): unknown {
  if (key === undefined) return wanted;
  const map = isMap(value) ? value : {};
  const inside = setAt(map[key], rest, wanted);
  const entries = Object.entries(map).filter(([name]) => name !== key);
  return Object.fromEntries(inside === undefined ? entries : [...entries, [key, inside]]);
}

function sameValue(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
