import { reveal, Secret } from '../../core/secret.ts';
import { isUnknown } from '../../core/unknown.ts';
import type { Text } from '../../schema/build.ts';
import { PlanFault } from '../step.ts';
import { noteLines, type IniLine } from './ini-lines.ts';
import type { EditedText } from './text-file.ts';
import { editAsLines, splitLines } from './text-lines.ts';

/** What is wanted in an INI file, or not. */
export interface IniEdit {
  readonly state: 'present' | 'absent';
  /** Undefined is what comes before the first section. */
  readonly section: string | undefined;
  /** Undefined is all of the section. */
  readonly option: string | undefined;
  /** Undefined is an option without one. */
  readonly value: Text | undefined;
  /** What stands between a new option and its value: a "=" or a ":", and blanks. */
  readonly separator: string;
}

/** The text with the option as wanted. Secret where its value is. Editing what was edited changes nothing more. */
export function editIni(text: string, edit: IniEdit): EditedText {
  const { state, section, option, value } = edit;
  if (isUnknown(value)) return value;
  const notes = noteLines(splitLines(text), edit.separator.includes(':') ? ':' : '=');
  const goesOn = (index: number): boolean => notes[index + 1]?.kind === 'more';
  const found = notes.flatMap((note, index) => (isOption(note, edit) ? [index] : []));
  if (found.some(goesOn)) {
    const where = section === undefined ? 'before the first section' : `of section "${section}"`;
    return new PlanFault(`option "${option}" ${where} goes on over several lines`, {
      hint: 'replace edits such lines, template writes the whole file',
    });
  }
  const wanted = value === undefined ? undefined : reveal(value).trim();
  const result = editAsLines(text, (lines) => {
    if (state === 'absent') return without(lines, { notes, edit, found });
    return found.length > 0
      ? setOption(lines, { notes, found, edit, wanted })
      : addOption(lines, { notes, edit, wanted });
  });
  return value instanceof Secret ? new Secret(result) : result;
}

interface Context {
  readonly notes: readonly IniLine[];
  readonly edit: IniEdit;
  /** Indices of the lines that have the option. */
  readonly found: readonly number[];
  readonly wanted: string | undefined;
}

function isOption(note: IniLine, { section, option }: IniEdit): boolean {
  return note.kind === 'option' && note.section === section && note.option === option;
}

function without(
  lines: readonly string[],
  { notes, edit, found }: Omit<Context, 'wanted'>,
): readonly string[] {
  const { section, option } = edit;
  const kept = lines.filter((_line, index) =>
    option === undefined ? notes[index]?.section !== section : !found.includes(index),
  );
  return kept.length === lines.length ? lines : kept;
}

/** The last one is set, as it is the one that counts, and the others go. */
function setOption(lines: readonly string[], { notes, edit, found, wanted }: Context): readonly string[] {
  const last = found.at(-1) ?? 0;
  const note = notes[last];
  if (note?.kind !== 'option') return lines;
  const isSame = note.value === wanted;
  if (isSame && found.length === 1) return lines;
  const isWithin = note.head !== undefined && wanted !== undefined;
  const line = isWithin ? `${note.head}${wanted}`.trimEnd() : note.indent + writeOption(edit, wanted);
  const others = new Set(found.slice(0, -1));
  return (isSame ? lines : lines.with(last, line)).filter((_one, index) => !others.has(index));
}

function addOption(
  lines: readonly string[],
  { notes, edit, wanted }: Omit<Context, 'found'>,
): readonly string[] {
  const { section } = edit;
  const line = writeOption(edit, wanted);
  const held = notes.findLastIndex((note) => note.section === section && note.kind !== 'other');
  if (held >= 0) return lines.toSpliced(held + 1, 0, line);
  if (section === undefined) return [line, ...lines];
  const gap = lines.length > 0 && lines.at(-1) !== '' ? [''] : [];
  return [...lines, ...gap, `[${section}]`, line];
}

function writeOption({ option = '', separator }: IniEdit, value: string | undefined): string {
  return value === undefined ? option : `${option}${separator}${value}`.trimEnd();
}
