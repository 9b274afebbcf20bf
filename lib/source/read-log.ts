import { AsyncLocalStorage } from 'node:async_hooks';
import { resolve } from 'node:path';
import { hashBytes } from '../core/hash.ts';

/** The sha256 of each file that was read, lower-case hex, by its absolute path. */
export type ReadLog = ReadonlyMap<string, string>;

/** `template` is what only makes text of values: it decides nothing. */
export type ReadAs = 'data' | 'template';

export interface LoggedReads<T> {
  readonly value: T;
  readonly files: ReadLog;
  /** Those of the files that were read as templates alone. */
  readonly templates: ReadonlySet<string>;
}

interface Note {
  readonly sum: string;
  readonly as: ReadAs;
}

const logs = new AsyncLocalStorage<Map<string, Note>>();

/** Does a job and tells which files of the user's it read. A job within a job tells both. */
export async function logReads<T>(job: () => Promise<T>): Promise<LoggedReads<T>> {
  const notes = new Map<string, Note>();
  const outer = logs.getStore();
  try {
    const value = await logs.run(notes, job);
    for (const [file, one] of notes) if (outer) note(outer, file, one);
    const all = [...notes];
    return {
      value,
      files: new Map(all.map(([file, { sum }]) => [file, sum])),
      templates: new Set(all.flatMap(([file, { as }]) => (as === 'template' ? [file] : []))),
    };
  } finally {
    // While a storage is in use, every promise costs more, all those of the run to come among them.
    if (!outer) logs.disable();
  }
}

/** Notes a file for whoever keeps a log. */
export function noteRead(file: string, bytes: Buffer, as: ReadAs = 'data'): void {
  const notes = logs.getStore();
  if (notes) note(notes, resolve(file), { sum: hashBytes(bytes), as });
}

function note(notes: Map<string, Note>, file: string, { sum, as }: Note): void {
  notes.set(file, { sum, as: notes.get(file)?.as === 'data' ? 'data' : as });
}
