import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const DOCS = join(import.meta.dirname, '../../docs');

/** A block of code that begins with the name of its file. */
export interface Block {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** All such blocks of a page of the documentation, in order. */
export function blocksOf(page: string): readonly Block[] {
  const guide = readFileSync(join(DOCS, page), 'utf8');
  return [...guide.matchAll(/^```(?:ts|yaml)\n(?:\/\/|#) (\S+\.(?:ts|yml))\n([\s\S]*?)^```$/gm)].map(
    ({ 1: file = '', 2: text = '', index }) => ({
      file,
      text,
      line: guide.slice(0, index).split('\n').length,
    }),
  );
}

/** Writes a block to its file in a folder, in the place of an earlier one of that name. */
export function writeBlock(folder: string, { file, text }: Block): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
