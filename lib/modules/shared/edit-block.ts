import { reveal, Secret } from '../../core/secret.ts';
import { isUnknown } from '../../core/unknown.ts';
import type { Text } from '../../schema/build.ts';
import { PlanFault } from '../step.ts';
import type { EditedText } from './text-file.ts';
import { editAsLines, findPlace, splitLines, type Place } from './text-lines.ts';

/** Lines that are wanted in a text between two lines that mark them; none takes the marks away as well. */
export interface BlockEdit extends Place {
  readonly block: Text;
  /** The lines that begin and end it. */
  readonly begin: string;
  readonly end: string;
}

/** The text with the block as wanted. Secret where the block is. Editing what was edited changes nothing more. */
export function editBlock(text: string, edit: BlockEdit): EditedText {
  const { block, begin, end } = edit;
  if (isUnknown(block)) return block;
  const inside = splitLines(reveal(block));
  const lines = splitLines(text);
  const held = findBlock(lines, edit);
  if (held instanceof PlanFault) return held;
  if (inside.includes(begin) || inside.includes(end)) {
    return new PlanFault('the block holds a line that marks its beginning or end', {
      hint: '"marker" gives it marks of its own',
    });
  }
  const whole = inside.length === 0 ? [] : [begin, ...inside, end];
  const at = held ?? { from: findPlace(lines, edit), count: 0 };
  const isThere = lines.slice(at.from, at.from + at.count).join('\n') === whole.join('\n');
  const result = isThere
    ? text
    : editAsLines(text, (before) => before.toSpliced(at.from, at.count, ...whole));
  return block instanceof Secret ? new Secret(result) : result;
}

interface Held {
  /** Index of the line that begins it. */
  readonly from: number;
  /** Lines, with those that mark it. */
  readonly count: number;
}

function findBlock(lines: readonly string[], { begin, end }: BlockEdit): Held | PlanFault | undefined {
  const from = lines.indexOf(begin);
  const to = lines.indexOf(end);
  if (from < 0 && to < 0) return undefined;
  const isWhole = 0 <= from && from < to;
  if (isWhole && lines.lastIndexOf(begin) === from && lines.lastIndexOf(end) === to) {
    return { from, count: to - from + 1 };
  }
  return new PlanFault(
    `the file does not have one line ${JSON.stringify(begin)} and one ${JSON.stringify(end)} after it`,
    { hint: 'take what is too many out of it, or give the block a "marker" of its own' },
  );
}
