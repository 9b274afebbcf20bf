import { readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { fault, type Diagnostic, type Span } from '../core/diagnostic.ts';
import { messageOf } from '../core/errors.ts';
import type { Importer } from './importer.ts';

export interface FailedFile {
  readonly file: string;
  /** Where the user's own code is: a place in it is what to tell. */
  readonly folder: string;
  readonly importer: Importer;
}

/** Why a file of the user's could not be loaded, with the place in it. */
export function describeFailedFile(error: unknown, failed: FailedFile): Diagnostic {
  return (
    describeSyntax(error) ??
    describeImport(error, failed) ??
    fault('own/threw', `it cannot be loaded: ${describeThrown(error)}`, { span: placeOf(error, failed) })
  );
}

/** `TypeError: x is not a function` */
export function describeThrown(error: unknown): string {
  if (!(error instanceof Error)) return `it throws ${messageOf(error)}`;
  // What the compiler makes of a name that was imported.
  const message = error.message.replaceAll(/\(0 , _\w+\.(\w+)\)/g, '$1');
  return error.name === 'Error' ? message : `${error.name}: ${message}`;
}

/** The place in the user's own code that an error came from; the start of the file where it names none. */
export function placeOf(error: unknown, { file, folder, importer }: FailedFile): Span {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const [, path = '', line, column] of stack.matchAll(
    /(?:\(|at )(?:file:\/\/)?(\/[^()\n]*):(\d+):(\d+)\)?$/gm,
  )) {
    if (!path.startsWith(folder + sep) || path.includes(`${sep}node_modules${sep}`)) continue;
    return findOriginal({ file: path, line: Number(line), column: Number(column) }, importer);
  }
  return { file, line: 1, column: 1 };
}

/** Lines are those of the file, but what stood before a column may be gone: types, say. */
function findOriginal(span: Span, importer: Importer): Span {
  const map = importer.mapOf(span.file, readFileSync(span.file, 'utf8'));
  const entry = map?.findEntry(span.line - 1, span.column - 1);
  if (!entry || !('originalLine' in entry)) return span;
  return { file: span.file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

function describeSyntax(error: unknown): Diagnostic | undefined {
  const found = /^ParseError: ([\s\S]*?)\s*\n\s*(\/.*):(\d+):(\d+)$/.exec(messageOf(error).trim());
  if (!found) return undefined;
  const [, message = '', file = '', line, column] = found;
  return fault('own/syntax', message.replace(/\.$/, ''), {
    span: { file, line: Number(line), column: Number(column) + 1 },
  });
}

function describeImport(error: unknown, failed: FailedFile): Diagnostic | undefined {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  const [, name = ''] = /'([^']+)'/.exec(messageOf(error)) ?? [];
  const isPackage = /^[^./]/.test(name);
  return fault('own/import', `there is no "${name}" to import`, {
    span: placeOf(error, failed),
    hint: isPackage
      ? `npm install ${name}`
      : 'paths count from this file and end as the file does, in .ts or .js',
  });
}
