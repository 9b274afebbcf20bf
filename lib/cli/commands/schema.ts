import { DiagnosticsError, type Diagnostic } from '../../core/diagnostic.ts';
import { buildInventorySchema } from '../../inventory/editor-schema.ts';
import type { Module } from '../../modules/define.ts';
import { buildPlaybookSchema } from '../../playbook/editor-schema.ts';
import type { InputsSchema } from '../../playbook/model.ts';
import { exportSchemas } from '../../schema/export.ts';
import { loadModulesIn, loadModulesOf } from '../own-code.ts';
import { loadAll } from '../project.ts';

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
      return buildPlaybookSchema(await loadModules(flags));
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
  const { playbooks, diagnostics } = await loadAll({ playbooks: playbook }, undefined);
  throwErrors(diagnostics);
  return Object.assign(
    {},
    ...playbooks.flatMap(({ plays }) => plays.map(({ inputs }) => inputs)),
  ) as InputsSchema;
}

/** Those that these playbooks can name; without any, one in the current folder. */
async function loadModules({ playbook }: SchemaFlags): Promise<ReadonlyMap<string, Module>> {
  const { table, diagnostics } = playbook ? await loadModulesOf(playbook) : await loadModulesIn(['.']);
  throwErrors(diagnostics);
  return table;
}

function throwErrors(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new DiagnosticsError(diagnostics);
}
