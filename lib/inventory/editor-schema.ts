import type { TSchema } from '../schema/build.ts';
import { isPlainMap } from '../schema/examine.ts';
import { exportSchema } from '../schema/export.ts';
import { InventorySchema } from './schema.ts';

/**
 * JSON Schema of inventories, for editors. Inputs are variables: those named here are described wherever variables
 * are written, in parts, as a host's own may add to those of its groups.
 */
export function buildInventorySchema(inputs: Readonly<Record<string, TSchema>>): unknown {
  const vars = Object.entries(inputs).map(([name, schema]) => [
    name,
    exportSchema(schema, { partial: true }),
  ]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Inventory of k3play',
    definitions: {
      vars: {
        description: 'Variables by name.',
        type: ['object', 'null'],
        properties: Object.fromEntries(vars),
      },
    },
    ...(nameVars(exportSchema(InventorySchema)) as object),
  };
}

/** Every `vars` of the schema stands for one definition. */
function nameVars(node: unknown): unknown {
  if (Array.isArray(node)) return node.map((part: unknown) => nameVars(part));
  if (!isPlainMap(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]): readonly [string, unknown] => {
      const isVars = key === 'vars' && isPlainMap(value) && 'description' in value;
      return [key, isVars ? { $ref: '#/definitions/vars' } : nameVars(value)];
    }),
  );
}
