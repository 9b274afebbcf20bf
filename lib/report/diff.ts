import { createTwoFilesPatch } from 'diff';
import { showOnOneLine, showPlainly } from './show-plainly.ts';

/** Beyond so many changed lines a diff tells nobody anything, and takes minutes to find. */
const MAX_CHANGED_LINES = 2000;

/**
 * A unified diff of two texts, secrets already masked; '' where they are the same. Carriage returns, which
 * `showPlainly` would turn into newlines, are shown as `␍`, so that a change of line endings is seen.
 */
export function unifiedDiff(before: string, after: string, subject: string): string {
  if (before === after) return '';
  const name = showOnOneLine(subject);
  const old = showPlainly(before.replaceAll('\r', '␍'));
  const young = showPlainly(after.replaceAll('\r', '␍'));
  if (old === young) return `${name}: differs only in characters that are not shown\n`;
  const patch = createTwoFilesPatch(`${name} (before)`, `${name} (after)`, old, young, '', '', {
    context: 3,
    maxEditLength: MAX_CHANGED_LINES,
  });
  if (patch === undefined) {
    return `${name}: ${countLines(before)} → ${countLines(after)} lines, too different to show\n`;
  }
  return patch.slice(patch.indexOf('--- ')).replace(/^(---|\+\+\+) (.*)\t$/gm, '$1 $2');
}

function countLines(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}
