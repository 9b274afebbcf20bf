import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DiagnosticsError, type Diagnostic } from '../../lib/core/diagnostic.ts';
import { Secret } from '../../lib/core/secret.ts';
import { loadInventory } from '../../lib/inventory/load.ts';
import { FactsSchema } from '../../lib/modules/facts.ts';
import { modules } from '../../lib/modules/index.ts';
import { checkRequirements } from '../../lib/playbook/check-requirements.ts';
import { resolveInputs } from '../../lib/playbook/inputs.ts';
import { loadPlaybook } from '../../lib/playbook/load.ts';
import { createValidator } from '../../lib/schema/validate.ts';
import { ROOT } from './k3play.ts';
import { withFolder } from './temporary-folder.ts';

export interface BundledCase {
  readonly playbook: string;
  /** The input `k3s`. */
  readonly k3s: object;
  /** Hosts by group, with what is of their own; groups that are not named have none. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** Stands for what is made once: what is in it does not matter here. */
const MADE = {
  get: (_: string, length: number) => new Secret('x'.repeat(length)),
  certificates: () => {
    const [text, key] = ['a\nb\n', new Secret('c\nd\n')];
    return { ca: text, cert: text, key, client_cert: text, client_key: key };
  },
};

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
  const resolved = resolveInputs(inputs, inventory, { generated: MADE, validator: createValidator() });
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
