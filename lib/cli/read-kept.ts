import { DiagnosticsError, type Diagnostic } from '../core/diagnostic.ts';
import { loadInventory } from '../inventory/load.ts';
import { createLookups } from '../inventory/lookups/lookups.ts';
import type { Inventory } from '../inventory/model.ts';
import { readSecretsFile, type SecretsFile, type SecretsPlace } from '../secrets/secrets-file.ts';
import { lookUp } from './lookups/look-up.ts';
import { loadLanguageIn } from './own-code.ts';
import { placeSecrets } from './secrets-place.ts';
import { tellWarnings } from './warnings.ts';

export interface KeptSecrets {
  readonly file: SecretsFile;
  /** Why it could not be read, and counts as absent. */
  readonly missing?: Diagnostic;
}

/**
 * The secrets kept beside the inventory. `standIns` is for what only looks at files: where there is no identity to
 * read them with, others will do.
 */
export async function readKept(
  place: SecretsPlace,
  { standIns }: { readonly standIns: boolean },
): Promise<KeptSecrets> {
  try {
    return { file: await readSecretsFile(place) };
  } catch (error) {
    if (!standIns || !(error instanceof DiagnosticsError)) throw error;
    const [missing] = error.diagnostics.filter(({ code }) => code === 'secrets/no-identity');
    if (!missing) throw error;
    const file = { form: 'absent', secrets: new Map(), recipients: 0 } as const;
    return { file, missing };
  }
}

/** An inventory whose hosts are to be connected to: without an identity where it names no secret. */
export async function loadWithSecrets(
  files: readonly string[],
  identity: string | undefined,
): Promise<Inventory> {
  const { file: kept, missing } = await readKept(placeSecrets(files, identity), { standIns: true });
  const secrets = missing ? undefined : kept.secrets;
  const lookups = createLookups(lookUp, {
    read: () => Promise.resolve(secrets),
    inventory: files.join(', '),
  });
  const inventory = await loadInventory(files, { secrets, lookups, loadLanguage: loadLanguageIn });
  if (missing && inventory.secrets && inventory.secrets.length > 0) throw new DiagnosticsError([missing]);
  tellWarnings(inventory.warnings);
  return inventory;
}
