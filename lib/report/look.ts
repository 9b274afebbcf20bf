import type { HostStatus } from '../run/events.ts';
import { type Paint, paintStatus } from './paint.ts';

/** How a reporter for people shows things. */
export interface Look {
  readonly paint: Paint;
  /** Whether diffs are shown. */
  readonly diff: boolean;
  /** 0 is what matters, 1 everything, 2 what was registered too. */
  readonly verbosity: number;
}

/** `changed:`, and in check mode `would change:`. */
export function labelStatus(
  look: Look,
  status: HostStatus,
  options: { check: boolean; borne: string | undefined; doneIn: string | undefined },
): string {
  const word =
    options.check && status === 'changed' ? 'would change' : describeStatus(status, options.doneIn);
  return paintStatus(
    look.paint,
    status,
  )(`${word}${options.borne === undefined ? '' : ` (${options.borne})`}:`);
}

/** What was not done again because an earlier run has done it counts as ok, and is told as what it is. */
function describeStatus(status: HostStatus, doneIn: string | undefined): string {
  return doneIn === undefined ? status : `done in ${doneIn}`;
}

export function indentLines(text: string, indent: string): readonly string[] {
  return text
    .replace(/\n+$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : `${indent}${line}`));
}
