import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { readLimit } from '../inventory/limit.ts';
import type { Inventory } from '../inventory/model.ts';
import { selectHosts } from '../inventory/pattern.ts';

/** The hosts of a pattern from the command line, which may name files with `@`. */
export async function selectLimited(pattern: string, inventory: Inventory): Promise<readonly string[]> {
  const { hosts, diagnostics } = selectHosts(await readLimit(pattern), inventory);
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics);
  if (hosts.length > 0) return hosts;
  const hint = 'what stands behind "!" and "&" takes hosts away; a group may have none';
  throw new DiagnosticsError([
    fault('cli/no-hosts', `"${pattern}" is no host of ${inventory.file}`, { hint }),
  ]);
}
