import type { Task } from '../playbook/model.ts';
import type { PlayContext } from './context.ts';
import type { HostSession } from './host-session.ts';
import { awaitLeft } from './collect.ts';
import { followWishes } from './follow.ts';
import { runOnHosts } from './on-hosts.ts';
import type { TaskSection } from './sections.ts';
import { isOver, isRunning, takesPart, type Verdict } from './standing.ts';
import { passOver } from './task-loop.ts';

/** All hosts finish a task before the next begins. */
export async function runLinearly(context: PlayContext, { tasks, later }: TaskSection): Promise<Verdict> {
  const { run, batch } = context;
  for (const [at, task] of tasks.entries()) {
    if (run.stop.aborted) return 'stop';
    const next = tasks.slice(at);
    if ((await awaitLeft(context, batch, next)) && isOver(context)) return 'stop';
    leaveBlocks(batch, next);
    const hosts = admitHosts(context, task, batch);
    const upcoming = [...tasks.slice(at + 1), ...later];
    const { came } = await runOnHosts(context, task, { hosts, upcoming, handler: false });
    if (came === 'stop') return 'stop';
    passBy(context, task, hosts);
    const verdict = await followWishes(context, hosts);
    if (verdict === 'stop' || isOver(context) || endsAll(task, hosts)) return 'stop';
  }
  await awaitLeft(context, batch, []);
  leaveBlocks(batch, []);
  return isOver(context) ? 'stop' : 'go-on';
}

/** Hosts of the batch that go on have done with a task, but for one that was to be done for all and failed. */
function passBy({ play, batch }: PlayContext, task: Task, hosts: readonly HostSession[]): void {
  if (task.runOnce && !hosts.every(isRunning)) return;
  for (const session of batch.filter(isRunning)) session.progress.pass(play, task);
}

/** Whether a failure of the task ends the play everywhere. */
export function endsAll(
  { runOnce, anyErrorsFatal }: Pick<Task, 'runOnce' | 'anyErrorsFatal'>,
  hosts: readonly HostSession[],
): boolean {
  return (runOnce || anyErrorsFatal) && !hosts.every(isRunning);
}

/** The hosts that come to a task, as far as blocks have a say. */
export function admitHosts(
  context: PlayContext,
  task: Task,
  hosts: readonly HostSession[],
): readonly HostSession[] {
  const module = context.run.modules.get(task.module);
  return hosts.filter(isRunning).filter((session) => {
    const isDue = takesPart(session) && session.blocks.admits(task);
    if (!isDue && module) passOver({ context, task, module, session });
    return isDue;
  });
}

/** A failure that a block held back until its `always` had run is out once the block is left. */
export function leaveBlocks(hosts: readonly HostSession[], upcoming: readonly Task[]): void {
  for (const session of hosts.filter(isRunning)) {
    if (!session.blocks.proceed(upcoming)) session.state = 'failed';
  }
}
