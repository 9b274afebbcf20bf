import { Secret } from '../core/secret.ts';
import { Unknown } from '../core/unknown.ts';
import type { SchemaIssue, ValuePath } from './issue.ts';
import { nameTypes } from './words.ts';
import type { TSchema } from './build.ts';

/**
 * Stands in a value for what a template will make, so that all around it can be checked before it is
 * rendered. It fits every schema.
 */
export class Templated {
  /** The JSON type it will be of, where that is known: text with `{{ }}` always makes a string. */
  readonly type: string | undefined;

  constructor(type?: string) {
    this.type = type;
  }

  toString(): string {
    return '(template)';
  }
}

/** A value looked at beside its schema: copied, defaulted, with its special places known. */
export interface Examination {
  /** What the caller gets: Secret and Unknown instances kept, text at `secret` places made Secret. */
  readonly value: unknown;
  /** What ajv checks: secrets as their text, and null where nothing can be checked yet. */
  readonly plain: unknown;
  /** JSON pointers of places that nothing can be said about: unknowns and templates. */
  readonly opaque: ReadonlySet<string>;
  /** JSON pointers of values that no message may show. */
  readonly secret: ReadonlySet<string>;
  readonly misplaced: readonly SchemaIssue[];
  /** Unknowns where the schema does not allow for them. */
  readonly unknowns: readonly { readonly path: ValuePath; readonly unknown: Unknown }[];
}

export function examine(schema: TSchema, value: unknown): Examination {
  const walk = new Walk();
  const pair = walk.visit(readNode(schema), value, { path: [], secret: false, unknown: false });
  const { opaque, secret, misplaced, unknowns } = walk;
  return { ...pair, opaque, secret, misplaced, unknowns };
}

/** A map of plain data: made by `{}` or JSON, not by a class. */
export function isPlainMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

export function pointerOf(path: ValuePath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The keywords of a schema that the walk reads. */
interface SchemaNode {
  readonly type?: unknown;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: unknown;
  readonly items?: unknown;
  readonly anyOf?: readonly unknown[];
  readonly oneOf?: readonly unknown[];
  readonly secret?: unknown;
  readonly maySecret?: unknown;
  readonly mayBeUnknown?: unknown;
  readonly coerceToList?: unknown;
}

function readNode(schema: unknown): SchemaNode {
  return isPlainMap(schema) ? schema : {};
}

interface Place {
  readonly path: ValuePath;
  /** Whether a secret, an unknown may stand here by the word of a schema above. */
  readonly secret: boolean;
  readonly unknown: boolean;
}

interface Pair {
  readonly value: unknown;
  readonly plain: unknown;
}

class Walk {
  readonly opaque = new Set<string>();
  readonly secret = new Set<string>();
  readonly misplaced: SchemaIssue[] = [];
  readonly unknowns: { path: ValuePath; unknown: Unknown }[] = [];

  visit(node: SchemaNode, value: unknown, above: Place): Pair {
    if (isTakenAsItIs(node, value)) return { value, plain: value };
    const schema = chooseBranch(node, value);
    const branches = [node, ...branchesOf(node)];
    const place: Place = {
      path: above.path,
      secret: above.secret || branches.some((one) => one.secret === true || one.maySecret === true),
      unknown: above.unknown || branches.some((one) => one.mayBeUnknown === true),
    };

    if (value instanceof Templated) return this.#visitTemplated(value, node, place);
    if (value instanceof Unknown) return this.#visitUnknown(value, place);
    if (schema.coerceToList === true && !Array.isArray(value) && value !== null && !isPlainMap(value)) {
      return this.visit(schema, [value], above);
    }
    if (value instanceof Secret) return this.#visitSecret(value, place);
    if (schema.secret === true) this.secret.add(pointerOf(place.path));
    if (schema.secret === true && typeof value === 'string')
      return { value: new Secret(value), plain: value };
    if (Array.isArray(value)) return this.#visitList(schema, value, place);
    if (isPlainMap(value)) return this.#visitMap(schema, value, place);
    return { value, plain: value };
  }

  #visitUnknown(value: Unknown, place: Place): Pair {
    this.opaque.add(pointerOf(place.path));
    if (!place.unknown) this.unknowns.push({ path: place.path, unknown: value });
    return { value, plain: null };
  }

  #visitTemplated(value: Templated, node: SchemaNode, place: Place): Pair {
    this.opaque.add(pointerOf(place.path));
    const types = [node, ...branchesOf(node)].flatMap((one) => listTypes(one));
    if (value.type !== undefined && types.length > 0 && !types.some((type) => isOfType(value.type, type))) {
      const message = `must be ${nameTypes(types)}, but this makes ${nameTypes([value.type])}`;
      const hint =
        value.type === 'string'
          ? 'text with {{ }} always makes text; write !cel and the expression'
          : undefined;
      this.misplaced.push({ path: place.path, message, ...(hint && { hint }) });
    }
    return { value, plain: null };
  }

  #visitSecret(value: Secret, place: Place): Pair {
    this.secret.add(pointerOf(place.path));
    if (place.secret) return { value, plain: value.reveal() };
    this.opaque.add(pointerOf(place.path));
    const hint = 'this value would be shown in logs and process lists';
    this.misplaced.push({ path: place.path, message: 'a secret cannot go here', hint });
    return { value, plain: null };
  }

  #visitList(schema: SchemaNode, list: readonly unknown[], place: Place): Pair {
    const items = readNode(schema.items);
    const pairs = list.map((item, index) =>
      this.visit(items, item, { ...place, path: [...place.path, index] }),
    );
    return { value: pairs.map((pair) => pair.value), plain: pairs.map((pair) => pair.plain) };
  }

  #visitMap(schema: SchemaNode, map: Readonly<Record<string, unknown>>, place: Place): Pair {
    const properties = schema.properties ?? {};
    const value: [string, unknown][] = [];
    const plain: [string, unknown][] = [];
    const add = (key: string, node: unknown, content: unknown) => {
      const pair = this.visit(readNode(node), content, { ...place, path: [...place.path, key] });
      value.push([key, pair.value]);
      plain.push([key, pair.plain]);
    };

    for (const key of Object.keys(map)) {
      const content = map[key];
      if (content === undefined) continue;
      add(key, Object.hasOwn(properties, key) ? properties[key] : schema.additionalProperties, content);
    }
    for (const key of Object.keys(properties)) {
      const standard = readNode(properties[key]).default;
      if (standard === undefined || (Object.hasOwn(map, key) && map[key] !== undefined)) continue;
      add(key, properties[key], typeof standard === 'object' ? structuredClone(standard) : standard);
    }
    return { value: Object.fromEntries(value), plain: Object.fromEntries(plain) };
  }
}

/** Most of what is looked at: text, numbers and booleans where a schema wants no more than that. */
function isTakenAsItIs({ anyOf, oneOf, secret, coerceToList }: SchemaNode, value: unknown): boolean {
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain && !anyOf && !oneOf && secret !== true && coerceToList !== true;
}

function branchesOf(node: SchemaNode): readonly SchemaNode[] {
  if (!node.anyOf && !node.oneOf) return [];
  return [...(node.anyOf ?? []), ...(node.oneOf ?? [])].map(readNode);
}

/** The branch of a union that a value is most likely meant for, so that its defaults apply. */
function chooseBranch(node: SchemaNode, value: unknown): SchemaNode {
  const fitting = branchesOf(node).filter((branch) => fitsType(branch, value));
  const [first] = fitting.filter((branch) => holdsKeys(branch, value));
  return first ? { ...first, ...node } : node;
}

function fitsType(schema: SchemaNode, value: unknown): boolean {
  const kind = value instanceof Secret ? 'string' : Array.isArray(value) ? 'array' : typeof value;
  return listTypes(schema).some((type) => isOfType(kind, type));
}

/** The types a schema names; none where it allows for any. */
function listTypes(schema: SchemaNode): readonly unknown[] {
  const types: readonly unknown[] = schema.type === undefined ? [] : [schema.type].flat();
  return schema.coerceToList === true ? [...types, 'string'] : types;
}

/** Whether a value of a kind may be of a type; whether a number is whole is seen only when it is there. */
function isOfType(kind: unknown, type: unknown): boolean {
  if (kind === 'number' || kind === 'integer') return type === 'number' || type === 'integer';
  return kind === type;
}

/** Whether a map has the constants that tell the branches of a union apart, and no key that is not of it. */
function holdsKeys(schema: SchemaNode, value: unknown): boolean {
  if (!isPlainMap(value) || !schema.properties) return true;
  for (const [key, node] of Object.entries(schema.properties)) {
    if (isPlainMap(node) && 'const' in node && value[key] !== node['const']) return false;
  }
  return (
    schema.additionalProperties !== false ||
    Object.keys(value).every((key) => key in (schema.properties ?? {}))
  );
}
