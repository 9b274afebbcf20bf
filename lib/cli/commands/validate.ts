import { describeDiagnostic, DiagnosticsError } from '../../core/diagnostic.ts';
import { createLookups } from '../../inventory/lookups/lookups.ts';
import { parseExtraVars } from '../extra-vars.ts';
import { lookUp } from '../lookups/look-up.ts';
import { loadAll, loadProject } from '../project.ts';

/** Finds what can be found without a host. 0 when there is no fault, else 3 by the DiagnosticsError. */
export async function validateCommand(
  playbooks: readonly string[],
  flags: {
    readonly inventory?: readonly string[];
    readonly extraVars?: readonly string[];
    readonly identity?: string;
  },
): Promise<number> {
  const extraVars = await parseExtraVars(flags.extraVars ?? []);
  if (flags.inventory === undefined) await loadAlone(playbooks);
  else {
    const { inventory, identity } = flags;
    await loadProject({ playbooks, inventory, extraVars, identity, persist: false, standIns: true });
  }
  process.stdout.write(`${playbooks.join(', ')}: no mistakes found\n`);
  return 0;
}

async function loadAlone(playbooks: readonly string[]): Promise<void> {
  const { diagnostics: faults } = await loadAll({ playbooks }, undefined, createLookups(lookUp));
  if (faults.some(({ severity }) => severity === 'error')) throw new DiagnosticsError(faults);
  for (const warning of faults) process.stderr.write(`${describeDiagnostic(warning)}\n`);
}
