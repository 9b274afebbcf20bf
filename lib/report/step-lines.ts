import type { StepRecord } from '../run/events.ts';
import { unifiedDiff } from './diff.ts';
import { indentLines, type Look } from './look.ts';
import type { Paint } from './paint.ts';
import { showOnOneLine } from './show-plainly.ts';

/** `mode of /etc/x: 0644 → 0600` a step, its diff beneath where diffs are wanted. */
export function describeSteps(steps: readonly StepRecord[], look: Look): readonly string[] {
  return steps
    .filter(({ kind }) => kind !== 'poll' || look.verbosity > 0)
    .flatMap((step) => [
      describeStep(step, look.paint),
      ...(look.diff ? describeDiff(step, look.paint) : []),
    ]);
}

function describeStep({ kind, subject, from, to, certain }: StepRecord, paint: Paint): string {
  const name = showOnOneLine(subject);
  if (kind === 'poll') return paint.dim(`waits for ${name}`);
  const [before, after] = [showOnOneLine(from, 80), showOnOneLine(to, 120)];
  const doubt = certain ? '' : paint.magenta(' (may change)');
  return `${name}: ${before === '' ? '' : `${paint.dim(before)} ${paint.dim('→')} `}${after}${doubt}`;
}

function describeDiff({ diff, subject }: StepRecord, paint: Paint): readonly string[] {
  if (diff === undefined) return [];
  return indentLines(unifiedDiff(diff.before, diff.after, subject), '').map((line) =>
    paintDiffLine(line, paint),
  );
}

function paintDiffLine(line: string, paint: Paint): string {
  if (line.startsWith('+++') || line.startsWith('---')) return paint.bold(line);
  if (line.startsWith('+')) return paint.green(line);
  if (line.startsWith('-')) return paint.red(line);
  return line.startsWith('@@') ? paint.cyan(line) : line;
}
