import { fault, type Diagnostic } from '../core/diagnostic.ts';
import { isPlainMap } from '../schema/examine.ts';
import { createValidator, type SchemaIssue, type ValuePath } from '../schema/validate.ts';
import type { SourceDocument } from '../source/document.ts';
import { hintAnsibleName } from './names.ts';
import { InventorySchema, PartSchema, TranslatedSchema, type InventoryEntry } from './schema.ts';

export interface Shape {
  /** What is right of it, so that the rest can be checked all the same; undefined where nothing is. */
  readonly entry: InventoryEntry | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ShapeOptions {
  /** Whether it was turned into our words from Ansible's. */
  readonly translated: boolean;
  /** Whether it is the only source, which has to name the hosts. */
  readonly alone: boolean;
}

/** Checks the keys of an inventory and the types of its values. */
export function readShape(
  document: SourceDocument,
  { translated, alone }: ShapeOptions = { translated: false, alone: true },
): Shape {
  const { value } = document;
  if (!isPlainMap(value)) {
    const isPlaybook = Array.isArray(value) && value.some((one) => isPlainMap(one) && 'hosts' in one);
    const hint = isPlaybook
      ? 'this looks like a playbook: -i names the inventory'
      : 'write it as groups: { web: { hosts: { w1: { address: 10.0.0.11 } } } }';
    const message = 'an inventory is a map with the key "groups"';
    return {
      entry: undefined,
      diagnostics: [fault('inventory/shape', message, { span: document.spanAt([]), hint })],
    };
  }
  const schema = translated ? TranslatedSchema : alone ? InventorySchema : PartSchema;
  const { issues } = createValidator().validate(schema, value);
  const entry = without(
    value,
    issues.map(({ path }) => path),
  ) as Partial<InventoryEntry>;
  return {
    entry: entry.groups || !alone ? { ...entry, groups: entry.groups ?? {} } : undefined,
    diagnostics: issues.map((issue) => describeIssue(issue, document)),
  };
}

/** A copy without what is at the paths, made in one walk, since a large file may have as many faults as hosts. */
function without(value: unknown, paths: readonly ValuePath[]): unknown {
  if (paths.length === 0 || value === null || typeof value !== 'object') return value;
  const byStep = new Map<string, ValuePath[]>();
  for (const [step, ...rest] of paths) {
    const known = byStep.get(String(step));
    if (known) known.push(rest);
    else byStep.set(String(step), [rest]);
  }
  const parts = Object.entries(value).flatMap(([key, part]): [string, unknown][] => {
    const inner = byStep.get(key) ?? [];
    return inner.some((path) => path.length === 0) ? [] : [[key, without(part, inner)]];
  });
  return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

function describeIssue({ path, message, hint }: SchemaIssue, document: SourceDocument): Diagnostic {
  const unknown = message.startsWith('unknown key');
  const key = String(path.at(-1) ?? '');
  const span = unknown ? document.keySpanAt(path) : document.spanAt(path);
  const what = unknown || path.length === 0 ? message : `"${key}" ${message}`;
  return fault(unknown ? 'inventory/unknown-key' : 'inventory/shape', what, {
    span,
    hint: (unknown ? hintHabit(key, path.length) : undefined) ?? hint,
  });
}

/** Where something is said that other engines put elsewhere. */
function hintHabit(key: string, depth: number): string | undefined {
  if (depth === 1 && key === 'all')
    return 'there is no "all:" at the top; put connection, vars and groups there';
  if (depth === 1 && key === 'hosts') return 'put hosts into a group: groups: { web: { hosts: … } }';
  return hintAnsibleName(key);
}
