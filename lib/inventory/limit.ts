import { readFile } from 'node:fs/promises';
import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { messageOf } from '../core/errors.ts';

/** The text of `--limit` with each `@file` in it replaced by that file's lines, which are names or patterns. */
export async function readLimit(limit: string): Promise<string> {
  const words = limit.split(',').map((word) => word.trim());
  const patterns: string[] = [];
  for (const word of words) patterns.push(word.startsWith('@') ? await readNames(word.slice(1)) : word);
  return patterns.join(',');
}

async function readNames(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const hint = 'after "@" stands a file with one host a line';
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const message = isMissing ? `there is no file ${file}` : messageOf(error);
    throw new DiagnosticsError([fault('inventory/limit-file', `--limit: ${message}`, { hint })]);
  });
  const names = text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
  if (names.length > 0) return names.join(',');
  throw new DiagnosticsError([fault('inventory/limit-file', `--limit: ${file} names no host`)]);
}
