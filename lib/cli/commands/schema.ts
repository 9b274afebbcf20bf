import { buildInventorySchema } from '../../inventory/editor-schema.ts';
import { modules } from '../../modules/index.ts';
import { buildPlaybookSchema } from '../../playbook/editor-schema.ts';
import type { InputsSchema } from '../../playbook/model.ts';
import { exportSchemas } from '../../schema/export.ts';
import { loadNamed } from '../project.ts';

export interface SchemaFlags {
  readonly playbook?: readonly string[];
}

/** Prints JSON Schema for editors. */
export async function schemaCommand(
  what: 'playbook' | 'inventory' | 'inputs',
  flags: SchemaFlags,
): Promise<void> {
  process.stdout.write(`${JSON.stringify(await build(what, flags), null, 2)}\n`);
}

async function build(what: 'playbook' | 'inventory' | 'inputs', flags: SchemaFlags): Promise<unknown> {
  switch (what) {
    case 'playbook':
      return buildPlaybookSchema(modules);
    case 'inventory':
      return buildInventorySchema(await loadInputs(flags));
    case 'inputs':
      return {
        $schema: 'http://json-schema.org/draft-07/schema#',
        title: 'Inputs of a playbook of k3play',
        type: 'object',
        properties: exportSchemas(await loadInputs(flags), { partial: true }),
      };
  }
}

/** All that the plays of these playbooks declare; the bundled `ha.yml` where none is named. */
async function loadInputs({ playbook = ['ha.yml'] }: SchemaFlags): Promise<InputsSchema> {
  const loaded = await Promise.all(playbook.map((name) => loadNamed(name, undefined)));
  return Object.assign(
    {},
    ...loaded.flatMap(({ plays }) => plays.map(({ inputs }) => inputs)),
  ) as InputsSchema;
}
