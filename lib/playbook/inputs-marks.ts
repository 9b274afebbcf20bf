import { isPlainMap } from '../schema/examine.ts';
import type { InputNode } from './inputs-node.ts';
import type { InputsSchema } from './model.ts';

export interface Mark<T> {
  readonly path: readonly string[];
  readonly mark: T;
}

/** The properties of an input's schema, however deep, that carry one of our own keywords. */
export function findMarks<T>(
  node: InputNode,
  markOf: (node: InputNode) => T | undefined,
  path: readonly string[] = [],
): readonly Mark<T>[] {
  const mark = markOf(node);
  const own = mark === undefined ? [] : [{ path, mark }];
  const inner = Object.entries(node.properties ?? {}).flatMap(([name, part]) =>
    findMarks(part, markOf, [...path, name]),
  );
  return [...own, ...inner];
}

/** Whether certificates may have to be made for these inputs. */
export function wantsCertificates(schemas: InputsSchema): boolean {
  const asks = ({ generate }: InputNode) => generate && 'certificates' in generate;
  return findMarks({ properties: schemas }, (node) => asks(node) || undefined).length > 0;
}

/** The part of an input's value at a path; undefined where there is none. */
export function readAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((part, step) => (isPlainMap(part) ? part[step] : undefined), value);
}
