import { AsyncLocalStorage } from 'node:async_hooks';
import { resolve } from 'node:path';
import { hashBytes } from '../core/hash.ts';

/** The sha256 of each file that was read, lower-case hex, by its absolute path. */
export type ReadLog = ReadonlyMap<string, string>;

const logs = new AsyncLocalStorage<Map<string, string>>();

/** Does a job and tells which files of the user's it read. A job within a job tells both. */
export async function logReads<T>(
  job: () => Promise<T>,
): Promise<{ readonly value: T; readonly files: ReadLog }> {
  const files = new Map<string, string>();
  const outer = logs.getStore();
  try {
    const value = await logs.run(files, job);
    for (const [file, sum] of files) outer?.set(file, sum);
    return { value, files };
  } finally {
    // While a storage is in use, every promise costs more, all those of the run to come among them.
    if (!outer) logs.disable();
  }
}

/** Notes a file for whoever keeps a log. */
export function noteRead(file: string, bytes: Buffer): void {
  logs.getStore()?.set(resolve(file), hashBytes(bytes));
}
