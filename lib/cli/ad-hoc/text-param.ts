import type { ObjectSchema } from '../../schema/build.ts';
import { isPlainMap } from '../../schema/examine.ts';

type Node = Readonly<Record<string, unknown>>;

/** Whether a param, or the part of one at a path, is text: what is typed for it stands as it is, 0644 and 1.10 too. */
export function wantsText(params: ObjectSchema, path: readonly string[]): boolean {
  return find(params, path)?.['type'] === 'string';
}

/** The same of a list that may also be written as its only item. */
export function wantsTexts(params: ObjectSchema, path: readonly string[]): boolean {
  const schema = find(params, path);
  const items = schema?.['items'];
  return schema?.['coerceToList'] === true && isPlainMap(items) && items['type'] === 'string';
}

function find(params: ObjectSchema, path: readonly string[]): Node | undefined {
  return path.reduce<Node | undefined>(enter, { ...params });
}

function enter(schema: Node | undefined, key: string): Node | undefined {
  const properties = schema?.['properties'];
  if (isPlainMap(properties) && Object.hasOwn(properties, key)) return asNode(properties[key]);
  return asNode(schema?.['additionalProperties']);
}

function asNode(value: unknown): Node | undefined {
  return isPlainMap(value) ? value : undefined;
}
