import { resolve } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import { describeFailedFile, placeOf } from './failure.ts';
import { listOwnFiles } from './files.ts';
import { guardModule } from './guard.ts';
import { createImporter, type Importer } from './importer.ts';
import { nameFile, nameIn, nameSpan } from './name-file.ts';
import { checkNames, pickModules, type Exported, type OwnModule } from './modules.ts';

export interface OwnOptions {
  /** What `import … from 'k3play'` gives. */
  readonly exports: object;
  /** Names that are taken. */
  readonly bundled: { has(name: string): boolean };
}

/**
 * The user's own modules in some folders, with all that stands against them. Folders that are not there cost nothing
 * but the look.
 */
export async function loadOwnModules(
  folders: readonly string[],
  { exports, bundled }: OwnOptions,
): Promise<Exported> {
  const own: OwnModule[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const folder of new Set(folders.map((one) => resolve(one)))) {
    const files = listOwnFiles(folder);
    if (files.length === 0) continue;
    const importer = createImporter(folder, { k3play: exports });
    for (const file of files) {
      const loaded = await loadFile(file, { folder, importer });
      own.push(...loaded.modules);
      diagnostics.push(...loaded.diagnostics);
    }
  }
  diagnostics.push(...checkNames(own, bundled));
  return { modules: own.map(nameOwn), diagnostics: diagnostics.map(nameIn) };
}

interface From {
  readonly folder: string;
  readonly importer: Importer;
}

async function loadFile(file: string, from: From): Promise<Exported> {
  try {
    const { modules, diagnostics } = pickModules(file, await from.importer.import(file));
    const guarded = modules.map(({ module }) => {
      return { file, module: guardModule(module, (error) => nameSpan(placeOf(error, { file, ...from }))) };
    });
    return { modules: guarded, diagnostics };
  } catch (error) {
    return { modules: [], diagnostics: [describeFailedFile(error, { file, ...from })] };
  }
}

function nameOwn({ module, file }: OwnModule): OwnModule {
  return { module, file: nameFile(file) };
}
