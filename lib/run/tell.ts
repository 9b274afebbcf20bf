import { isRescued } from './blocks.ts';
import type { Failure } from './events.ts';
import { isIgnored, isUnreachable } from './failure.ts';
import { recordStep } from './records.ts';
import { blocksOf, type Outcome, type TaskTarget } from './outcome.ts';

/** Tells what became of a task on a host, or of one round of its loop; of a `secret` task only how it ended. */
export function tell(
  target: TaskTarget,
  outcome: Outcome,
  options: { readonly item?: string; readonly index?: number; readonly durationMs: number },
): void {
  const { context, task, ref, session, awaitedBy } = target;
  const shown = outcome.status !== 'skipped' && !task.secret;
  context.run.emit({
    kind: 'task-ended',
    host: session.name,
    task: ref,
    place: context.run.places.get(task),
    awaitedAt: awaitedBy && context.run.places.get(awaitedBy),
    item: task.secret ? undefined : options.item,
    index: options.index,
    status: outcome.status,
    steps: task.secret ? [] : outcome.steps.map((step) => recordStep(step, { diff: context.run.diff })),
    message: task.secret ? undefined : outcome.message,
    failure:
      outcome.failure && task.secret
        ? { ...outcome.failure, message: 'failed; its output is secret' }
        : outcome.failure,
    borne: outcome.failure && describeBearing(target, outcome.failure),
    result: shown ? outcome.result : undefined,
    unguarded: outcome.unguarded,
    doneIn: outcome.doneIn,
    durationMs: options.durationMs,
  });
}

function describeBearing(target: TaskTarget, failure: Failure): 'ignored' | 'rescued' | undefined {
  const { task, upcoming } = target;
  if (isIgnored(task, failure)) return 'ignored';
  if (isUnreachable(failure)) return undefined;
  return isRescued(blocksOf(target), upcoming) ? 'rescued' : undefined;
}
