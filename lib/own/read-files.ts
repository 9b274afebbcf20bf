import { resolve } from 'node:path';
import type { Diagnostic, Span } from '../core/diagnostic.ts';
import { describeFailedFile, placeOf } from './failure.ts';
import { listOwnFiles } from './files.ts';
import { createImporter } from './importer.ts';
import { nameSpan } from './name-file.ts';

/** A file of the user's that was loaded. */
export interface OwnFile {
  readonly file: string;
  readonly exported: Readonly<Record<string, unknown>>;
  /** The place in the user's own code that an error came from. */
  readonly placeOf: (error: unknown) => Span;
}

export interface Found<T> {
  readonly found: readonly T[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What there is in the files of some folders, with why some cannot be loaded. */
export async function readOwnFiles<T>(
  folders: readonly string[],
  exports: object,
  pick: (file: OwnFile) => Found<T>,
): Promise<Found<T>> {
  const found: T[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const folder of new Set(folders.map((one) => resolve(one)))) {
    const files = listOwnFiles(folder);
    if (files.length === 0) continue;
    const importer = createImporter(folder, { k3play: exports });
    for (const file of files) {
      try {
        const exported = await importer.import(file);
        const place = (error: unknown): Span => nameSpan(placeOf(error, { file, folder, importer }));
        const picked = pick({ file, exported, placeOf: place });
        found.push(...picked.found);
        diagnostics.push(...picked.diagnostics);
      } catch (error) {
        diagnostics.push(describeFailedFile(error, { file, folder, importer }));
      }
    }
  }
  return { found, diagnostics };
}
