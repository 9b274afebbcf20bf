import { guardModule } from './guard.ts';
import { checkNames, pickModules, type Exported, type OwnModule } from './modules.ts';
import { nameFile, nameIn } from './name-file.ts';
import { readOwnFiles } from './read-files.ts';

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
  const { found: own, diagnostics } = await readOwnFiles(folders, exports, ({ file, exported, placeOf }) => {
    const picked = pickModules(file, exported);
    const found = picked.modules.map(({ module }) => ({ file, module: guardModule(module, placeOf) }));
    return { found, diagnostics: picked.diagnostics };
  });
  const all = [...diagnostics, ...checkNames(own, bundled)];
  return { modules: own.map(nameOwn), diagnostics: all.map(nameIn) };
}

function nameOwn({ module, file }: OwnModule): OwnModule {
  return { module, file: nameFile(file) };
}
