import { MASK, Secret } from '../core/secret.ts';
import { isUnknown } from '../core/unknown.ts';
import type { Shown, Step } from '../modules/step.ts';
import type { StepRecord } from './events.ts';

/** A value as people read it: `(none)` for null, a mask for secrets, the reason for unknowns. */
export function describeShown(value: Shown): string {
  if (value === null) return '(none)';
  if (value instanceof Secret) return MASK;
  return isUnknown(value) ? value.toString() : String(value);
}

/** What is told of a step. */
export function recordStep(step: Step, options: { readonly diff: boolean }): StepRecord {
  if (step.kind === 'poll') {
    return { kind: 'poll', subject: step.what, from: 'not yet', to: 'holds', certain: true };
  }
  const { subject, from, to, diff } = step.change;
  return {
    kind: step.kind,
    subject,
    from: describeShown(from),
    to: describeShown(to),
    certain: step.certain !== false,
    ...(options.diff &&
      diff && { diff: { before: describeText(diff.before), after: describeText(diff.after) } }),
  };
}

function describeText(value: Shown): string {
  return value === null ? '' : describeShown(value);
}
