import { hintNearest } from '../core/nearest.ts';
import { isPlainMap } from '../schema/examine.ts';
import type { Known } from './draft.ts';

/** Nothing is known of the value, so anything may be read from it. */
export const ANYTHING: Known = {};

/** A map with these fields and no other. */
export function knownFields(fields: Readonly<Record<string, unknown>>): Known {
  return { type: 'object', properties: fields, additionalProperties: false };
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
