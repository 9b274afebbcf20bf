import type { TSchema } from './build.ts';
import { isPlainMap } from './examine.ts';

export interface ExportOptions {
  /** Values may be templates where the schema wants something else: text with `{{ }}`, as editors see it. */
  readonly templates?: boolean;
}

/** Standard JSON Schema of a schema of ours, for editors and docs: our own keywords gone, what they mean kept. */
export function exportSchema(schema: TSchema, options: ExportOptions = {}): unknown {
  return exportNode(schema, options);
}

const OWN: ReadonlySet<string> = new Set([
  'secret',
  'maySecret',
  'mayBeUnknown',
  'resolve',
  'fileMode',
  'expressions',
  'exactlyOne',
  'shorthand',
  'coerceToList',
]);
/** Keywords that hold a schema, a list of them, a map of them. */
const HOLDS_ONE: ReadonlySet<string> = new Set(['items', 'additionalProperties', 'not']);
const HOLDS_LIST: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'allOf']);
const HOLDS_MAP: ReadonlySet<string> = new Set(['properties', 'patternProperties']);

function exportNode(node: unknown, options: ExportOptions): unknown {
  if (!isPlainMap(node)) return node;
  const plain = Object.fromEntries(
    Object.entries(node)
      .filter(([keyword]) => !OWN.has(keyword))
      .map(([keyword, value]) => [keyword, exportKeyword(keyword, value, options)]),
  );
  const shapes = [
    plain,
    ...(node['coerceToList'] === true ? [{ type: 'string' }] : []),
    ...(options.templates === true && wantsTemplate(node) ? [{ type: 'string', pattern: '\\{\\{' }] : []),
  ];
  if (shapes.length === 1) return plain;
  const { description, default: standard, ...rest } = plain;
  return {
    description,
    ...(standard !== undefined && { default: standard }),
    anyOf: [rest, ...shapes.slice(1)],
  };
}

function exportKeyword(keyword: string, value: unknown, options: ExportOptions): unknown {
  if (HOLDS_ONE.has(keyword)) return exportNode(value, options);
  if (HOLDS_LIST.has(keyword) && Array.isArray(value)) return value.map((one) => exportNode(one, options));
  if (HOLDS_MAP.has(keyword) && isPlainMap(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, exportNode(one, options)]));
  }
  return value;
}

/** Text that must be of a certain form cannot be judged while it is a template. */
function wantsTemplate(node: Readonly<Record<string, unknown>>): boolean {
  return (
    node['type'] === 'string' && ['pattern', 'enum', 'format', 'minLength'].some((keyword) => keyword in node)
  );
}
