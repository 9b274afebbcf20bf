import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DiagnosticsError, type Diagnostic } from '../../lib/core/diagnostic.ts';
import { loadInventory } from '../../lib/inventory/load.ts';
import { FactsSchema } from '../../lib/modules/facts.ts';
import { modules } from '../../lib/modules/index.ts';
import { checkRequirements } from '../../lib/playbook/check-requirements.ts';
import { resolveInputs } from '../../lib/playbook/inputs.ts';
import { loadPlaybook } from '../../lib/playbook/load.ts';
import { createValidator } from '../../lib/schema/validate.ts';
import { locateGeneratedSecrets, openGeneratedSecrets } from '../../lib/secrets/generated.ts';
import { ROOT } from './k3play.ts';
import { withFolder } from './temporary-folder.ts';

export interface BundledCase {
  readonly playbook: string;
  /** The input `k3s`. */
  readonly k3s: object;
  /** Hosts by group, with what is of their own; groups that are not named have none. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** What a bundled playbook says against an inventory before the first connection: `warning: …`, `error: …`. */
export async function listBundledFaults(wanted: BundledCase): Promise<readonly string[]> {
  let told: readonly Diagnostic[] = [];
  await withFolder(async (folder) => {
    try {
      told = await findFaults(wanted, join(folder, 'hosts.yml'));
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error;
      told = error.diagnostics;
    }
  });
  return told.map(({ severity, message, hint }) => `${severity}: ${message}${hint ? ` (${hint})` : ''}`);
}

async function findFaults({ playbook, k3s, groups }: BundledCase, file: string) {
  const all = { datastore: {}, server: {}, lb: {}, agent: {}, ...groups };
  const listed = Object.entries(all).map(([name, hosts]) => [name, { hosts }]);
  await writeFile(file, JSON.stringify({ vars: { k3s }, groups: Object.fromEntries(listed) as object }));
  const inventory = await loadInventory(file, { extraVars: {} });
  const { plays, inputs, warnings } = await load(playbook, inventory);
  const secrets = locateGeneratedSecrets(file);
  const generated = await openGeneratedSecrets(secrets, { persist: false, certificates: true });
  const resolved = resolveInputs(inputs, inventory, { generated, validator: createValidator() });
  if (resolved.diagnostics.length > 0) return [...warnings, ...resolved.diagnostics];
  const inputsOf = (_: unknown, host: string) => resolved.inputsOf(host);
  return [...warnings, ...checkRequirements(plays, { inventory, extraVars: {}, inputsOf })];
}

async function load(playbook: string, inventory: Awaited<ReturnType<typeof loadInventory>>) {
  const loaded = await loadPlaybook(join(ROOT, 'playbooks', playbook), {
    modules,
    inventory,
    facts: FactsSchema,
    templateFolders: [join(ROOT, 'templates')],
  });
  return { ...loaded, inputs: loaded.plays[0]?.inputs ?? {} };
}
