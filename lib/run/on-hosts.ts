import type { Task } from '../playbook/model.ts';
import type { PlayContext } from './context.ts';
import type { TaskRef } from './events.ts';
import type { HostSession } from './host-session.ts';
import { narrow, runAll } from './limit.ts';
import { buildScope } from './scope.ts';
import { askStart } from './ask-start.ts';
import { decline, runTask } from './task-loop.ts';

export interface OnHostsOptions {
  readonly hosts: readonly HostSession[];
  readonly upcoming: readonly Task[];
  readonly handler: boolean;
}

export interface OnHostsEnd {
  /** Hosts on which it failed for good. */
  readonly failed: readonly HostSession[];
  /** Whether it ran, was left out because somebody said so, or the run ended before it. */
  readonly came: 'begin' | 'decline' | 'stop';
}

/** Runs a task on hosts, all at once or on the first for all. */
export async function runOnHosts(
  context: PlayContext,
  task: Task,
  { hosts, upcoming, handler }: OnHostsOptions,
): Promise<OnHostsEnd> {
  const { run } = context;
  const module = run.modules.get(task.module);
  const [first] = hosts;
  if (!module || !first) return { failed: [], came: 'begin' };
  const taking = task.runOnce ? [first] : hosts;
  const ref = describeTask(context, task, { session: first, handler });
  const came = await askStart(context, ref, taking);
  if (came === 'stop') return { failed: [], came };
  run.emit({ kind: 'task-started', task: ref, hosts: taking.map(({ name }) => name) });
  const limit = narrow(run.hosts, task.throttle);
  const failed: HostSession[] = [];
  await runAll(
    taking,
    async (session) => {
      const target = { context, task, ref, module, session, upcoming };
      if (came === 'decline') decline(target);
      else if (!(await runTask(target))) failed.push(session);
    },
    { limit },
  );
  if (task.runOnce) shareResult(context, task, { from: first, hosts });
  return { failed, came };
}

/** What ran once is known on every host of the batch. */
export function shareResult(
  { run }: PlayContext,
  { register }: Task,
  { from, hosts }: { readonly from: HostSession; readonly hosts: readonly HostSession[] },
): void {
  if (register === undefined) return;
  for (const session of hosts) session.assigned[register] = from.assigned[register];
  run.epochs.values.advance();
}

export function describeTask(
  context: PlayContext,
  task: Task,
  options: { readonly session: HostSession; readonly handler: boolean },
): TaskRef {
  return {
    id: task.id,
    name: nameOf(context, task, options.session),
    module: task.module,
    handler: options.handler,
  };
}

/** A name with templates is shown as the first host has it; one that cannot be rendered is no reason to fail. */
function nameOf(context: PlayContext, task: Task, session: HostSession): string {
  try {
    return String(task.name.render(buildScope(context, session, { task })));
  } catch {
    return task.id;
  }
}
