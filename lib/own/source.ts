import { readFileSync } from 'node:fs';
import type { Span } from '../core/diagnostic.ts';

/** Where a file says `name: 'x'`; its start where the name is made otherwise. */
export function findNamed(file: string, name: string): Span {
  return findPlace(file, new RegExp(`\\bname\\s*:\\s*(?=(['"\`])${escape(name)}\\1)`));
}

/** Where a file exports something under a name. */
export function findExport(file: string, name: string): Span {
  return findPlace(file, new RegExp(`\\bexport\\s[^;{]*?(?=\\b${escape(name)}\\b)`));
}

/** The place behind what matches. */
function findPlace(file: string, pattern: RegExp): Span {
  const source = readFileSync(file, 'utf8');
  const found = pattern.exec(source);
  const before = source.slice(0, found ? found.index + found[0].length : 0);
  return { file, line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
