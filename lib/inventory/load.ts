import { DiagnosticsError, type Diagnostic } from '../core/diagnostic.ts';
import { loadDocument, type SourceDocument } from '../source/document.ts';
import { checkInventory } from './check.ts';
import { fillSecrets, type KeptSecrets } from './named-secrets.ts';
import { readShape } from './shape.ts';
import { buildHosts } from './hosts.ts';
import type { Inventory } from './model.ts';

export interface LoadInventoryOptions {
  /** Variables of the command line; nearest of all, for every host. */
  readonly extraVars?: Readonly<Record<string, unknown>> | undefined;
  /** What `!secret name` stands for. Without it something else stands there, which opens nothing. */
  readonly secrets?: KeptSecrets | undefined;
}

/** Reads an inventory file. Throws DiagnosticsError with every fault of it. */
export async function loadInventory(file: string, options: LoadInventoryOptions = {}): Promise<Inventory> {
  return readInventory(await loadDocument(file, { secrets: true }), options);
}

/** The inventory in a parsed document. Throws DiagnosticsError with every fault of it. */
export function readInventory(
  source: SourceDocument,
  { extraVars = {}, secrets: kept }: LoadInventoryOptions = {},
): Inventory {
  const { document, secrets } = fillSecrets(source, kept);
  const { entry, diagnostics } = readShape(document);
  const faults = [...diagnostics, ...(entry ? checkInventory(entry, document) : [])];
  if (!entry || faults.length > 0) throw new DiagnosticsError(faults.sort(byPlace));
  return { file: document.file, secrets, ...buildHosts(entry, document, { extraVars }) };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (a.span?.line ?? 0) - (b.span?.line ?? 0) || (a.span?.column ?? 0) - (b.span?.column ?? 0);
}
