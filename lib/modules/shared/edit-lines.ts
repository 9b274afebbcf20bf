import { reveal, Secret } from '../../core/secret.ts';
import { isUnknown, type Unknown } from '../../core/unknown.ts';
import type { Text } from '../../schema/build.ts';
import { editAsLines, findPlace, type Place } from './text-lines.ts';

/** One line that is wanted in a text, or not. */
export interface LineEdit extends Place {
  readonly state: 'present' | 'absent';
  readonly line: Text | undefined;
  readonly regexp: RegExp | undefined;
}

/**
 * The text with the line as wanted. Secret where the line is; then the whole text is. Editing what was edited
 * changes nothing more.
 */
export function editLines(text: string, edit: LineEdit): string | Secret | Unknown {
  const { line } = edit;
  if (isUnknown(line)) return line;
  const wanted = line === undefined ? undefined : reveal(line);
  const result = editAsLines(text, (lines) =>
    edit.state === 'absent'
      ? without(lines, { ...edit, line: wanted })
      : withLine(lines, { ...edit, line: wanted ?? '' }),
  );
  return line instanceof Secret ? new Secret(result) : result;
}

type KnownEdit<L> = Omit<LineEdit, 'line'> & { readonly line: L };

function without(
  lines: readonly string[],
  { line, regexp }: KnownEdit<string | undefined>,
): readonly string[] {
  const kept = lines.filter((one) => one !== line && !regexp?.test(one));
  return kept.length === lines.length ? lines : kept;
}

function withLine(lines: readonly string[], edit: KnownEdit<string>): readonly string[] {
  const { line, regexp } = edit;
  const isThere = lines.includes(line);
  // Else the next run would find the match before the one that this run replaced, and so on.
  if (isThere && regexp?.test(line) !== true) return lines;
  const match = regexp ? lines.findLastIndex((one) => regexp.test(one)) : -1;
  if (match >= 0) return lines[match] === line ? lines : lines.with(match, line);
  return lines.toSpliced(findPlace(lines, edit), 0, line);
}
