import { join, relative } from 'node:path';
import type { Diagnostic } from '../../lib/core/diagnostic.ts';
import { loadInventory } from '../../lib/inventory/load.ts';
import { FactsSchema } from '../../lib/modules/facts.ts';
import { modules } from '../../lib/modules/index.ts';
import { loadPlaybook, type LoadedPlaybook } from '../../lib/playbook/load.ts';

export const FOLDER = join(import.meta.dirname, '../fixtures/playbooks');

/** Loads a playbook of the fixtures with the bundled modules and, unless bare, the inventory beside it. */
export async function loadFixture(name: string, { bare = false } = {}): Promise<LoadedPlaybook> {
  const inventory = bare ? undefined : await loadInventory(join(FOLDER, 'hosts.yml'));
  return loadPlaybook(join(FOLDER, name), { modules, inventory, facts: FactsSchema, templateFolders: [] });
}

/** `shape.yml:4:7 playbook/shape: message (hint)`; folders and lists that grow with the project left out. */
export function describeFault({ span, code, severity, message, hint }: Diagnostic): string {
  const place = span ? `${relative(FOLDER, span.file)}:${span.line}:${span.column} ` : '';
  const kind = severity === 'warning' ? 'warning ' : '';
  const cure = hint
    ?.replaceAll(`${FOLDER}/`, '')
    .replaceAll(FOLDER, '.')
    .replace(/^(the modules are|it has|a task may say) .*/, '$1 …');
  return `${place}${kind}${code}: ${message}${cure ? ` (${cure})` : ''}`;
}
