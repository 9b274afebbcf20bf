import { OWN_KEYWORDS } from './own-keywords.ts';
import type { TSchema } from './build.ts';
import { isPlainMap } from './examine.ts';

export interface ExportOptions {
  /** Any value may be a template, or CEL behind a tag that editors do not see: text that looks made is let through. */
  readonly templates?: boolean;
  /** Values may be written in parts, in several places: nothing is asked for in any one of them. */
  readonly partial?: boolean;
}

/** Standard JSON Schema (draft 7) of a schema of ours, for editors and docs: our own keywords gone, what they mean kept. */
export function exportSchema(schema: TSchema, options: ExportOptions = {}): unknown {
  return exportNode(schema, options);
}

/** Several, by name. */
export function exportSchemas(
  schemas: Readonly<Record<string, TSchema>>,
  options: ExportOptions = {},
): Readonly<Record<string, unknown>> {
  const exported = Object.entries(schemas).map(
    ([name, schema]) => [name, exportSchema(schema, options)] as const,
  );
  return Object.fromEntries(exported);
}

const OWN: ReadonlySet<string> = new Set([...OWN_KEYWORDS, 'exactlyOne']);
/** Keywords that hold a schema, a list of them, a map of them. */
const HOLDS_ONE: ReadonlySet<string> = new Set([
  'items',
  'additionalProperties',
  'propertyNames',
  'not',
  'then',
  'else',
]);
const HOLDS_LIST: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'allOf']);
const HOLDS_MAP: ReadonlySet<string> = new Set(['properties', 'patternProperties']);
/** What would be refused in text that is not the value itself. */
const LIMITS_TEXT: readonly string[] = ['pattern', 'enum', 'const', 'format', 'minLength', 'maxLength'];

/** In the place of text of some kind: `{{ … }}`, or CEL with more to it than one word, which may be a misspelt value. */
const MADE_TEXT = {
  type: 'string',
  pattern: String.raw`\{\{|^[A-Za-z_]\w*(\.\??[A-Za-z_]|\[|\(| )|^[!("'\[{]`,
};
/** In the place of anything else: text that is no number in quotes, and no other word for true or false. */
const MADE_VALUE = {
  type: 'string',
  not: { pattern: String.raw`^(-?\d+(\.\d+)?|[Tt]rue|[Ff]alse|[Yy]es|[Nn]o|[Oo]n|[Oo]ff)?$` },
};

interface Node extends Readonly<Record<string, unknown>> {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
}

function exportNode(node: unknown, options: ExportOptions): unknown {
  if (!isPlainMap(node)) return node;
  const plain = exportKeywords(node, options);
  const others = otherForms(node, options);
  if (others.length === 0) return plain;
  const { description, default: standard, ...rest } = plain;
  return {
    ...(description !== undefined && { description }),
    ...(standard !== undefined && { default: standard }),
    anyOf: [rest, ...others],
  };
}

/** What may be written in the place of the value itself. */
function otherForms(node: Node, options: ExportOptions): readonly unknown[] {
  return [
    ...(node['coerceToList'] === true ? [exportNode(node['items'], options)] : []),
    ...shortForms(node, options),
    ...(options.templates === true ? madeForms(node) : []),
  ];
}

/** What its shorthand stands for is a text, or a list of texts. */
function shortForms({ shorthand, properties }: Node, options: ExportOptions): readonly unknown[] {
  if (typeof shorthand !== 'string') return [];
  const named = isPlainMap(properties) ? properties[shorthand] : undefined;
  const isList = isPlainMap(named) && named['coerceToList'] === true;
  return isList ? [exportNode(named, options)] : [{ type: 'string' }];
}

function madeForms(node: Node): readonly unknown[] {
  if (LIMITS_TEXT.some((keyword) => keyword in node)) return [MADE_TEXT];
  const types = [node['type'] ?? []].flat();
  return types.length === 0 || types.includes('string') ? [] : [MADE_VALUE];
}

function exportKeywords(node: Node, options: ExportOptions): Record<string, unknown> {
  const kept = Object.entries(node).filter(([keyword]) => !isDropped(keyword, node, options));
  const plain = Object.fromEntries(
    kept.map(([keyword, value]) => [keyword, exportKeyword(keyword, value, options)]),
  );
  const needed = neededOf(node, options);
  if (needed.length > 0) plain['required'] = needed;
  const { exactlyOne } = node;
  if (Array.isArray(exactlyOne) && options.partial !== true) {
    plain['oneOf'] = exactlyOne.map((name: unknown) => ({ required: [name] }));
  }
  return plain;
}

function isDropped(keyword: string, node: Node, { partial = false }: ExportOptions): boolean {
  if (OWN.has(keyword) || keyword === 'required') return true;
  if (!partial) return false;
  // A secret is named by a tag that editors do not see.
  if (node['secret'] === true && LIMITS_TEXT.includes(keyword)) return true;
  const value = node[keyword];
  return keyword !== 'allOf' && HOLDS_LIST.has(keyword) && Array.isArray(value) && value.some(onlyRequires);
}

function onlyRequires(branch: unknown): boolean {
  return (
    isPlainMap(branch) && Object.keys(branch).every((keyword) => keyword === 'required' || OWN.has(keyword))
  );
}

/** What has a default need not be given. */
function neededOf(
  { required = [], properties = {} }: Node,
  { partial = false }: ExportOptions,
): readonly string[] {
  if (partial) return [];
  return required.filter((name) => {
    const property = properties[name];
    return !(isPlainMap(property) && 'default' in property);
  });
}

function exportKeyword(keyword: string, value: unknown, options: ExportOptions): unknown {
  // What decides whether a schema is due decides by what is written.
  if (keyword === 'if' || (keyword === 'not' && options.partial === true)) return exportNode(value, {});
  if (HOLDS_ONE.has(keyword)) return exportNode(value, options);
  if (HOLDS_LIST.has(keyword) && Array.isArray(value)) return value.map((one) => exportNode(one, options));
  if (HOLDS_MAP.has(keyword) && isPlainMap(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, exportNode(one, options)]));
  }
  return value;
}
