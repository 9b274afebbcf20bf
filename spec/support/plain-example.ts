import type { Example, Module } from '../../lib/modules/define.ts';

/** Whether an example has no params that the engine makes something else of, such as files and expressions. */
export function isRenderedAlready({ params }: Pick<Module, 'params'>, example: Example): boolean {
  const made = Object.entries(params.properties).filter(
    ([, node]) => 'resolve' in node || 'expressions' in node,
  );
  return made.every(([key]) => !(key in example.params));
}
