import { dirname } from 'node:path';
import { DiagnosticsError } from '../core/diagnostic.ts';
import { describeFailedFile } from './failure.ts';
import { createImporter, type Packages } from './importer.ts';
import { nameIn } from './name-file.ts';

/** Runs a file of the user's. Throws DiagnosticsError where it does not compile or throws. */
export async function runOwnFile(file: string, packages: Packages): Promise<void> {
  const importer = createImporter(dirname(file), packages);
  try {
    await importer.import(file);
  } catch (error) {
    const folder = dirname(dirname(file));
    throw new DiagnosticsError([nameIn(describeFailedFile(error, { file, folder, importer }))]);
  }
}
