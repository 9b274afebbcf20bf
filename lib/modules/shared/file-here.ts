import { lstat } from 'node:fs/promises';
import { K3Error, messageOf } from '../../core/errors.ts';
import type { Unknown } from '../../core/unknown.ts';
import type { FilesHere, LocalRead } from '../read.ts';

/** What is at a path of this machine. */
export type SumHere =
  | { readonly kind: 'absent' | 'directory' | 'other' }
  | {
      readonly kind: 'file';
      /** Octal text of four digits. */
      readonly mode: string;
      /** Lower-case hex. */
      readonly sha256: string | Unknown;
    };

/** The sum and mode of a file of this machine, of any size. */
export function readSumHere(path: string): LocalRead<SumHere> {
  return { kind: 'here', key: `sum-here:${path}`, ask: (signal, files) => lookAt(path, signal, files) };
}

async function lookAt(path: string, signal: AbortSignal, files: FilesHere): Promise<SumHere> {
  try {
    const stats = await lstat(path);
    if (!stats.isFile()) return { kind: stats.isDirectory() ? 'directory' : 'other' };
    return {
      kind: 'file',
      mode: (stats.mode & 0o7777).toString(8).padStart(4, '0'),
      sha256: (await files.describe(path)).sha256,
    };
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return { kind: 'absent' };
    signal.throwIfAborted();
    throw new K3Error(`cannot read ${path} on this machine: ${messageOf(cause)}`, {
      kind: 'module',
      code: 'module/local-read',
      cause,
    });
  }
}
