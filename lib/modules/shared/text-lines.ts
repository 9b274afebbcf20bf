import { reveal } from '../../core/secret.ts';
import { isUnknown } from '../../core/unknown.ts';
import type { Text } from '../../schema/build.ts';

/** Whether a text, as far as it is known, has more lines than one. */
export function hasLineEnd(text: Text): boolean {
  return !isUnknown(text) && reveal(text).includes('\n');
}

/** Lines without their line ends; a last line that has none is a line as well. */
export function splitLines(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** The text with its lines edited; the very text where `edit` gives back the lines that it got. */
export function editAsLines(text: string, edit: (lines: readonly string[]) => readonly string[]): string {
  const lines = splitLines(text);
  const edited = edit(lines);
  return edited === lines ? text : edited.map((one) => `${one}\n`).join('');
}

/** Where new lines go: after the last line that the one matches, before the first of the other, else to the end. */
export interface Place {
  readonly insertAfter: RegExp | undefined;
  readonly insertBefore: RegExp | undefined;
}

export function findPlace(lines: readonly string[], { insertAfter, insertBefore }: Place): number {
  const after = insertAfter ? lines.findLastIndex((one) => insertAfter.test(one)) : -1;
  if (after >= 0) return after + 1;
  const before = insertBefore ? lines.findIndex((one) => insertBefore.test(one)) : -1;
  return before >= 0 ? before : lines.length;
}
