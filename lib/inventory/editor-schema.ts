import type { TSchema } from '../schema/build.ts';
import { isPlainMap } from '../schema/examine.ts';
import { exportSchema, exportSchemas } from '../schema/export.ts';
import { InventorySchema } from './schema.ts';

/**
 * JSON Schema of inventories, for editors. Inputs are variables: those named here are described wherever variables
 * are written, in parts, as a host's own may add to those of its groups.
 */
export function buildInventorySchema(inputs: Readonly<Record<string, TSchema>>): unknown {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Inventory of k3play',
    definitions: {
      vars: {
        description: 'Variables by name.',
        type: ['object', 'null'],
        properties: exportSchemas(inputs, { partial: true }),
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
