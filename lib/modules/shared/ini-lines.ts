/** What a line of an INI file is; `section` is undefined before the first one. */
export type IniLine =
  | {
      /** The head of a section, a line that carries the one above it on, or a comment or nothing. */
      readonly kind: 'head' | 'more' | 'other';
      readonly section: string | undefined;
    }
  | {
      readonly kind: 'option';
      readonly section: string | undefined;
      readonly option: string;
      readonly indent: string;
      /** All that comes before the value; undefined, like the value, where there is no mark. */
      readonly head: string | undefined;
      readonly value: string | undefined;
    };

/** What parts an option from its value. */
export type IniMark = '=' | ':';

/** What each line of an INI file is. */
export function noteLines(lines: readonly string[], mark: IniMark = '='): readonly IniLine[] {
  const notes: IniLine[] = [];
  let carrier: string | undefined;
  for (const [index, line] of lines.entries()) {
    const above = notes[index - 1];
    const note =
      carrier !== undefined && carriesOn(line, { carrier, above: lines[index - 1] ?? '' })
        ? ({ kind: 'more', section: above?.section } as const)
        : noteLine(line, { section: above?.section, mark });
    if (note.kind !== 'more') carrier = note.kind === 'option' ? line : undefined;
    notes.push(note);
  }
  return notes;
}

const PARTS: Readonly<Record<IniMark, RegExp>> = {
  '=': /^(\s*([^=]*?)\s*=\s*)(.*?)\s*$/,
  ':': /^(\s*([^:]*?)\s*:\s*)(.*?)\s*$/,
};

function noteLine(
  line: string,
  { section, mark }: { readonly section: string | undefined; readonly mark: IniMark },
): IniLine {
  if (/^\s*([#;]|$)/.test(line)) return { kind: 'other', section };
  const [, name] = /^\s*\[([^\]]+)\]/.exec(line) ?? [];
  if (name !== undefined) return { kind: 'head', section: name };
  const indent = indentOf(line);
  const [, head, option, value] = PARTS[mark].exec(line) ?? [];
  return { kind: 'option', section, option: option ?? line.trim(), indent, head, value };
}

/** Indented deeper than its option, as Python reads it, or behind a backslash, as systemd does. */
function carriesOn(
  line: string,
  { carrier, above }: { readonly carrier: string; readonly above: string },
): boolean {
  if (above.endsWith('\\')) return true;
  return !/^\s*([#;]|$)/.test(line) && indentOf(line).length > indentOf(carrier).length;
}

function indentOf(line: string): string {
  return /^\s*/.exec(line)?.[0] ?? '';
}
