import assert from 'node:assert/strict';
import { relative } from 'node:path';
import type { Diagnostic } from '../../lib/core/diagnostic.ts';
import { withFolder } from './temporary-folder.ts';

/** Files of one's own with mistakes, and what is told of them, as by `tellIn`. */
export interface WrongFiles {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly told: readonly string[];
}

/** A spec for each. */
export function itTells(
  wrong: readonly WrongFiles[],
  load: (
    folder: string,
    files: WrongFiles['files'],
  ) => Promise<{ readonly diagnostics: readonly Diagnostic[] }>,
): void {
  for (const { title, files, told } of wrong) {
    it(`tells ${title}`, () =>
      withFolder(async (folder) => {
        const { diagnostics } = await load(folder, files);

        assert.deepEqual(
          diagnostics.map((one) => tellIn(folder, one)),
          told,
        );
      }));
  }
}

/** Of the code of a folder: `a.ts:3:9 own/threw: message (hint)` */
export function tellIn(folder: string, { span, code, message, hint }: Diagnostic): string {
  const place = span ? `${relative(folder, span.file)}:${span.line}:${span.column} ` : '';
  return `${place}${code}: ${message}${hint ? ` (${hint})` : ''}`.replaceAll(`${folder}/`, '');
}
