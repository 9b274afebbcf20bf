import type { TSchema } from '../schema/build.ts';

/** One param or field of a result, for people. */
export interface Field {
  /** Dotted where it is inside another: `source.url`; `nodes[].name` in the items of a list. */
  readonly name: string;
  /** `text`, `"a" or "b"`, `list of text`. */
  readonly type: string;
  readonly required: boolean;
  /** As in YAML; undefined where there is none. */
  readonly default: string | undefined;
  readonly description: string;
}

/** What of a schema this reads. Not all of it is JSON Schema: see the builders of lib/schema. */
interface Node {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Node[];
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly required?: readonly string[];
  readonly exactlyOne?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly format?: string;
  readonly fileMode?: boolean;
  readonly secret?: boolean;
  readonly resolve?: 'template' | 'file' | 'text';
  readonly expressions?: boolean;
  readonly coerceToList?: boolean;
}

/** All fields of an object's schema, those inside others right after them. */
export function listFields(schema: TSchema): Field[] {
  return listIn(schema, '');
}

/** `Exactly one of a, b or c.`, or undefined. */
export function describeChoice(schema: TSchema): string | undefined {
  const { exactlyOne } = schema as Node;
  return exactlyOne && `Exactly one of ${joinWords(exactlyOne.map((name) => `\`${name}\``))} must be given.`;
}

function listIn({ properties = {}, required = [] }: Node, prefix: string): Field[] {
  return Object.entries(properties).flatMap(([key, node]) => {
    const name = `${prefix}${key}`;
    const field: Field = {
      name,
      type: describeType(node),
      required: required.includes(key) && node.default === undefined,
      default: node.default === undefined ? undefined : JSON.stringify(node.default),
      description: describe(node),
    };
    return [field, ...listInside(node, name)];
  });
}

function describe(node: Node): string {
  return [node.description, describeChoice(node as TSchema)].filter(Boolean).join(' ');
}

function listInside(node: Node, name: string): Field[] {
  if (node.items) return listInside(node.items, `${name}[]`);
  if (node.anyOf) return node.anyOf.flatMap((branch) => listInside(branch, name));
  const inner = node.additionalProperties;
  if (typeof inner === 'object' && !node.properties) return listInside(inner, `${name}.*`);
  return listIn(node, `${name}.`);
}

function describeType(node: Node): string {
  if (node.expressions) return 'CEL expression or list of them';
  if (node.coerceToList) return 'word or list of words';
  if (node.enum) return joinWords(node.enum.map((value) => JSON.stringify(value)));
  if ('const' in node) return JSON.stringify(node.const);
  if (node.anyOf) return joinWords([...new Set(node.anyOf.map(describeType))]);
  switch (node.type) {
    case 'string':
      return describeText(node);
    case 'boolean':
      return 'true or false';
    case 'integer':
      return 'whole number';
    case 'number':
      return 'number';
    case 'array':
      return `list of ${node.items ? describeMany(node.items) : 'anything'}`;
    case 'object':
      return typeof node.additionalProperties === 'object' && !node.properties
        ? `map of ${describeMany(node.additionalProperties)}`
        : 'map';
    default:
      return 'any';
  }
}

function describeMany(node: Node): string {
  const type = describeType(node);
  return /^(text|number|whole number|map|path)$/.test(type) ? `${type}s` : type;
}

function describeText({ secret, resolve, fileMode, format }: Node): string {
  if (secret) return 'secret text';
  if (resolve) return resolve === 'template' ? 'template' : 'file of this machine';
  if (fileMode) return 'file mode';
  return format === 'absolute-path' ? 'path' : 'text';
}

/** `a, b or c` */
function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}
