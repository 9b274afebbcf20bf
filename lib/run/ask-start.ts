import { disturb } from './ask.ts';
import type { PlayContext } from './context.ts';
import type { TaskRef } from './events.ts';
import type { HostSession } from './host-session.ts';

/** Whether a task begins, is left out, or the run ends before it. What was read ahead is old by the answer. */
export async function askStart(
  { run, batch }: PlayContext,
  task: TaskRef,
  hosts: readonly HostSession[],
): Promise<'begin' | 'decline' | 'stop'> {
  if (!run.mayStart) return 'begin';
  const names = hosts.map(({ name }) => name);
  const isWanted = await run.mayStart(task, { hosts: names, signal: run.stop });
  for (const session of batch) disturb({ session, epochs: run.epochs });
  if (run.stop.aborted) return 'stop';
  return isWanted ? 'begin' : 'decline';
}
