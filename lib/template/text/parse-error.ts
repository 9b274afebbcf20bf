import { messageOf } from '../../core/errors.ts';
import { offsetAt } from '../position.ts';

export interface ParseFault {
  readonly offset: number;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Handlebars tells a syntax error as a picture of the text around it; this finds the place again. */
export function findParseError(error: unknown, text: string): ParseFault {
  const message = messageOf(error);
  const mismatch = /^(.+) doesn't match (.+) - (\d+):(\d+)$/.exec(message);
  if (mismatch) {
    const [, opened, closed, line, column] = mismatch;
    return {
      offset: offsetAt(text, Number(line), Number(column)),
      message: `{{#${opened}}} is closed by {{/${closed}}}`,
    };
  }
  const picture = /^Parse error on line (\d+):\n(.*)\n(-*)\^\n(.*)$/.exec(message);
  if (!picture) return { offset: 0, message: message.replace(/ - \d+:\d+$/, '') };

  const [, line = '1', shown = '', dashes = '', reason = ''] = picture;
  const offset = findOffset(text, Number(line), { shown, before: dashes.length });
  const got = /got '(\w+)'$/.exec(reason)?.[1] ?? '';
  const rest = text.slice(offset);
  if (isUnclosed(text.slice(0, offset), rest)) return { offset, message: 'a }} is missing' };
  return { offset, ...describeToken(got, rest) };
}

/** Whether a {{ before this place meets another, or the end of its line, before a }}. */
function isUnclosed(before: string, rest: string): boolean {
  if (before.lastIndexOf('{{') <= before.lastIndexOf('}}')) return false;
  return !/^(?:(?!\{\{)[^\n])*\}\}/.test(rest) && !/^[^{]*\}\}/.test(rest);
}

/** Habits of other template languages, by what they look like where the reading stopped. */
const HABITS: readonly (readonly [RegExp, string])[] = [
  [/^\|/, 'there are no filters; a helper stands first, as in {{upper name}}'],
  [/^[\w.]+\[\d+\]/, 'an item of a list is written names.[0]'],
  [/^\w+\(/, 'a helper takes its values without brackets, as in {{join names ", "}}'],
];

function describeToken(token: string, rest: string): { readonly message: string; readonly hint?: string } {
  const next = /^\S+/.exec(rest)?.[0].slice(0, 20);
  switch (token) {
    case 'EOF':
      return {
        message: 'the text ends within a block or between {{ and }}',
        hint: 'is a }} or a {{/…}} missing?',
      };
    case 'OPEN_ENDBLOCK':
      return { message: 'this block was never opened, or one inside it is not closed' };
    case 'INVERSE':
      return { message: '{{else}} stands outside a block' };
    case 'CLOSE':
      return { message: 'a name is missing between {{ and }}' };
    default:
      return {
        message: next ? `this cannot stand between {{ and }}: ${next}` : 'a }} is missing',
        hint:
          HABITS.find(([pattern]) => pattern.test(rest))?.[1] ??
          'a literal {{ is written \\{{; expressions belong in !cel',
      };
  }
}

/** The picture shows up to 20 characters before and after the place, without line ends. */
function findOffset(
  text: string,
  line: number,
  { shown, before }: { shown: string; before: number },
): number {
  const tail = shown.slice(0, before).replace(/^\.\.\./, '');
  const head = shown.slice(before).replace(/\.\.\.$/, '');
  for (let offset = text.length; offset >= 0; offset--) {
    const past = text.slice(Math.max(0, offset - 20), offset).replaceAll('\n', '');
    const coming = text.slice(offset, offset + 20).replaceAll('\n', '');
    if (past === tail && coming.startsWith(head.slice(0, coming.length))) return offset;
  }
  return offsetAt(text, line, 0);
}
