import { relative } from 'node:path';
import type { Diagnostic, Span } from '../core/diagnostic.ts';

/** A path as people would write it: from the folder they are in, where it lies below. */
export function nameFile(file: string): string {
  const name = relative('', file);
  return name.startsWith('..') ? file : name;
}

export function nameSpan(span: Span): Span {
  return { ...span, file: nameFile(span.file) };
}

export function nameIn(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.span ? { ...diagnostic, span: nameSpan(diagnostic.span) } : diagnostic;
}
