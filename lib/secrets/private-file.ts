import { open, type FileHandle } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { messageOf } from '../core/errors.ts';

/** A file as it was found at one moment. */
export interface FoundFile {
  readonly bytes: Buffer;
  readonly status: Stats;
}

/** Undefined where there is no such file. Throws DiagnosticsError where it cannot be read. */
export async function readIfThere(file: string): Promise<FoundFile | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    return { status: await handle.stat(), bytes: await handle.readFile() };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new DiagnosticsError([
      fault('secrets/not-readable', `${file} cannot be read: ${messageOf(error)}`),
    ]);
  } finally {
    await handle?.close();
  }
}

/** Throws DiagnosticsError where others may read what is in a file. Pipes are whoever's made them. */
export function checkPrivate(file: string, { status }: FoundFile): void {
  if (!status.isFile() || (status.mode & 0o077) === 0) return;
  const mode = (status.mode & 0o777).toString(8).padStart(4, '0');
  const message = `other users may read the secrets in ${file}, its mode is ${mode}`;
  throw new DiagnosticsError([
    fault('secrets/open-to-others', message, { hint: `run: chmod 600 '${file}'` }),
  ]);
}
