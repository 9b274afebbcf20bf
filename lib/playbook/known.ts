import { hintNearest } from '../core/nearest.ts';
import { isPlainMap } from '../schema/examine.ts';
import type { Known } from './draft.ts';

/** Nothing is known of the value, so anything may be read from it. */
export const ANYTHING: Known = {};

/** A map with these fields and no other. */
export function knownFields(fields: Readonly<Record<string, unknown>>): Known {
  return { type: 'object', properties: fields, additionalProperties: false };
}

/** What a value is known to be like by looking at it, as far as it holds no templates. */
export function knownOf(value: unknown): Known {
  if (isPlainMap(value)) {
    return knownFields(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, knownOf(part)])));
  }
  if (Array.isArray(value)) return { type: 'array' };
  if (typeof value === 'string') return { type: 'string' };
  if (typeof value === 'boolean') return { type: 'boolean' };
  return Number.isInteger(value) ? { type: 'integer' } : ANYTHING;
}

/** What the members of a list are like, which is at the end of a path; undefined where that is not known. */
export function findItems(known: Known, path: readonly string[]): Known | undefined {
  const list = path.slice(1).reduce<unknown>((schema, field) => {
    if (!isPlainMap(schema)) return undefined;
    const { properties = {}, additionalProperties }: SchemaNode = schema;
    return Object.hasOwn(properties, field) ? properties[field] : additionalProperties;
  }, known);
  if (!isPlainMap(list) || list['type'] !== 'array') return undefined;
  return isPlainMap(list['items']) ? list['items'] : undefined;
}

/** A name that what stands before it does not have. */
export interface MissingField {
  readonly holder: string;
  readonly field: string;
  readonly hint: string | undefined;
}

interface SchemaNode {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: unknown;
  readonly items?: unknown;
  readonly anyOf?: readonly unknown[];
  readonly oneOf?: readonly unknown[];
}

/** Follows a path through a schema; says where it leads to nothing, if it is sure. */
export function findMissingField(known: Known, path: readonly string[]): MissingField | undefined {
  return follow(known, path, 1);
}

function follow(schema: unknown, path: readonly string[], depth: number): MissingField | undefined {
  const field = path[depth];
  if (field === undefined || !isPlainMap(schema)) return undefined;
  const node: SchemaNode = schema;
  const branches = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  if (branches.length > 0) {
    const outcomes = branches.map((branch) => follow(branch, path, depth));
    return outcomes.every((outcome) => outcome !== undefined) ? outcomes[0] : undefined;
  }
  const properties = node.properties ?? {};
  if (Object.hasOwn(properties, field)) return follow(properties[field], path, depth + 1);
  if (isPlainMap(node.additionalProperties)) return follow(node.additionalProperties, path, depth + 1);
  if (/^\d+$/.test(field) && node.type === 'array') return follow(node.items, path, depth + 1);
  const holder = path.slice(0, depth).join('.');
  if (node.additionalProperties === false) {
    const fields = Object.keys(properties);
    return {
      holder,
      field,
      hint: hintNearest(field, fields) ?? `it has ${fields.join(', ') || 'no fields'}`,
    };
  }
  if (typeof node.type === 'string' && Object.hasOwn(SCALARS, node.type)) {
    return { holder, field, hint: `it is ${SCALARS[node.type]}` };
  }
  return undefined;
}

const SCALARS: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};
