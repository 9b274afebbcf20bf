import { startInBackground } from './async-task.ts';
import { awaitTasks } from './await-task.ts';
import { whenSkipped } from './awaited.ts';
import { assign } from './conclude.ts';
import { skipped, type TaskTarget } from './outcome.ts';
import { runInPlace } from './run-in-place.ts';
import { tell } from './tell.ts';

/**
 * A task on a host with its loop, told, counted, registered and its handlers notified. False where the host is
 * lost by it, or has failed for good.
 */
export async function runTask(target: TaskTarget): Promise<boolean> {
  const { task } = target;
  if (task.async !== undefined) return startInBackground(target, task.async);
  if (task.module === 'await') return awaitTasks(target);
  return (await runInPlace(target)).conclusion !== 'lost';
}

/** A task that a host does not come to, in a block: what it would have registered is there, as of a skipped one. */
export function passOver(target: Pick<TaskTarget, 'context' | 'task' | 'module' | 'session'>): void {
  const { task, session } = target;
  if (task.async !== undefined) session.background.forget(task.async);
  if (task.register === undefined || Object.hasOwn(session.assigned, task.register)) return;
  assign(target, task.register, whenSkipped(target));
}

/** A task that is left out because somebody said so: as one of which the condition does not hold. */
export function decline(target: TaskTarget): void {
  const { task, session } = target;
  const outcome = { ...skipped(target), message: 'declined' };
  tell(target, outcome, { durationMs: 0 });
  session.count('skipped');
  if (task.async !== undefined) session.background.forget(task.async);
  if (task.register !== undefined) assign(target, task.register, whenSkipped(target));
}
