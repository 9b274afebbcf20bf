import { relative } from 'node:path';
import type { Diagnostic } from '../../lib/core/diagnostic.ts';

/** Of the code of a folder: `a.ts:3:9 own/threw: message (hint)` */
export function tellIn(folder: string, { span, code, message, hint }: Diagnostic): string {
  const place = span ? `${relative(folder, span.file)}:${span.line}:${span.column} ` : '';
  return `${place}${code}: ${message}${hint ? ` (${hint})` : ''}`.replaceAll(`${folder}/`, '');
}
