import { fault, type Diagnostic } from '../core/diagnostic.ts';
import { isPlainMap } from '../schema/examine.ts';
import { createValidator, type SchemaIssue, type ValuePath } from '../schema/validate.ts';
import type { SourceDocument } from '../source/document.ts';
import { hintAnsibleName } from './names.ts';
import { InventorySchema, type InventoryEntry } from './schema.ts';

export interface Shape {
  /** What is right of it, so that the rest can be checked all the same; undefined where nothing is. */
  readonly entry: InventoryEntry | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks the keys of an inventory and the types of its values. */
export function readShape(document: SourceDocument): Shape {
  const { value } = document;
  if (!isPlainMap(value)) {
    const hint = 'write it as groups: { web: { hosts: { w1: { address: 10.0.0.11 } } } }';
    const message = 'an inventory is a map with the key "groups"';
    return {
      entry: undefined,
      diagnostics: [fault('inventory/shape', message, { span: document.spanAt([]), hint })],
    };
  }
  const { issues } = createValidator().validate(InventorySchema, value);
  // From the last, so that what goes from a list does not move what is still to go.
  const entry = issues.reduceRight<unknown>(
    (rest, { path }) => without(rest, path),
    value,
  ) as Partial<InventoryEntry>;
  return {
    entry: entry.groups && ({ ...entry, groups: entry.groups } satisfies InventoryEntry),
    diagnostics: issues.map((issue) => describeIssue(issue, document)),
  };
}

/** A copy without what is at the path. */
function without(value: unknown, [step, ...rest]: ValuePath): unknown {
  if (Array.isArray(value)) {
    return rest.length === 0
      ? value.filter((_, index) => index !== step)
      : value.map((item: unknown, index) => (index === step ? without(item, rest) : item));
  }
  if (!isPlainMap(value) || step === undefined) return value;
  const { [step]: inner, ...others } = value;
  return rest.length === 0 ? others : { ...others, [step]: without(inner, rest) };
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
