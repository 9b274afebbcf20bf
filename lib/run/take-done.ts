import { isWhole } from './done-before.ts';
import type { LoopRound } from './foresee.ts';
import type { Outcome, TaskTarget } from './outcome.ts';

/**
 * A round that an earlier run did and that is not to be done again, with its result of then; it notifies nothing,
 * since the host itself remembers what is owed. Undefined where it is to be done.
 */
export function takeDone({ target, index, label }: LoopRound): Outcome | undefined {
  const { context, task, session, ref } = target;
  const { done, places, emit } = context.run;
  if (!done || !isOldDebt(target)) return undefined;
  const round = done.take({
    hosts: hostsFor(target),
    place: places.get(task) ?? '',
    index: task.loop && index,
    label: task.secret ? undefined : label,
  });
  if (!round) return undefined;
  const isRegistered = task.register !== undefined || task.async !== undefined;
  if (isRegistered && !isWhole(round)) {
    const message = `"${ref.name}" was done in ${round.run} and is done again: what it registers is secret, and not kept`;
    emit({ kind: 'warning', host: session.name, message });
    return undefined;
  }
  const { run: doneIn, result = {} } = round;
  return { status: 'ok', steps: [], result, unguarded: true, doneIn };
}

/** A handler was done for what was owed then, not for what has changed since. */
function isOldDebt({ context, task, session, ref }: TaskTarget): boolean {
  if (!ref.handler) return true;
  const name = task.handlerId ?? task.id;
  const due = task.runOnce ? context.batch.filter(({ notified }) => notified.has(name)) : [session];
  return due.every(({ owing }) => owing.has(name));
}

/** What is done once for all may have been done on another host; with `serial`, for others than these. */
function hostsFor({ context: { play, batch }, task, session }: TaskTarget): readonly string[] | undefined {
  if (!task.runOnce) return [session.name];
  return play.serial.length === 0 ? undefined : batch.map(({ name }) => name);
}
