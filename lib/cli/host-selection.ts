import { DiagnosticsError } from '../core/diagnostic.ts';
import { readLimit } from '../inventory/limit.ts';
import type { Inventory } from '../inventory/model.ts';
import { selectHosts } from '../inventory/pattern.ts';

/** The hosts of a pattern from the command line, which may name files with `@`. */
export async function selectLimited(pattern: string, inventory: Inventory): Promise<readonly string[]> {
  const { hosts, diagnostics } = selectHosts(await readLimit(pattern), inventory);
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics);
  return hosts;
}
