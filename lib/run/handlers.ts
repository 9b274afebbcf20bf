import { Unknown } from '../core/unknown.ts';
import type { Play, Task } from '../playbook/model.ts';
import type { PlayContext } from './context.ts';
import type { HostSession } from './host-session.ts';
import { runAll } from './limit.ts';
import { describeTask, runOnHosts } from './on-hosts.ts';
import { mayRun } from './outcome.ts';
import { debtId, settleDebt } from './owed-handlers.ts';
import { userOf } from './privilege.ts';
import type { TaskSection } from './sections.ts';
import { isOver, type Verdict } from './standing.ts';
import { tell } from './tell.ts';

/**
 * What an earlier run left owed is run at the end of the first section that notifies it, changed or not: by then its
 * tasks have made good what that run left unfinished.
 */
export function notifyOwed(play: Play, session: HostSession, { tasks, earlier, later }: TaskSection): void {
  for (const { handlerId: name } of play.handlers) {
    if (name === undefined || !session.owed.has(debtId(play, name))) continue;
    const isTold = (among: readonly Task[]): boolean => among.some(({ notify }) => notify.includes(name));
    if (isTold(earlier) || (!isTold(tasks) && later.length > 0)) continue;
    if (!session.notified.has(name)) session.owing.add(name);
    session.notified.add(name);
  }
}

/** Runs what these hosts were notified of, in the order written. A host on which one fails comes to no other. */
export async function runHandlers(context: PlayContext, hosts: readonly HostSession[]): Promise<Verdict> {
  const { run, play } = context;
  const able = new Set(hosts);
  for (const handler of play.handlers) {
    if (run.stop.aborted) return 'stop';
    const name = handler.handlerId ?? handler.id;
    for (const session of able) if (isMaybeDue(session, name)) tellMaybe(context, handler, session);
    const due = [...able].filter(({ notified }) => notified.has(name));
    if (due.length === 0) continue;
    const { failed, came } = await runOnHosts(context, handler, { hosts: due, upcoming: [], handler: true });
    if (came === 'stop') return 'stop';
    if (came === 'decline') {
      // The hosts keep what is owed for the next run.
      for (const { notified } of due) notified.delete(name);
      continue;
    }
    for (const session of failed) able.delete(session);
    const done = due.filter((session) => able.has(session));
    await runAll(done, (session) => settle(context, session, name), { limit: run.hosts });
    if (!play.forceHandlers && isOver(context)) return 'stop';
  }
  return 'go-on';
}

function isMaybeDue({ notified, maybeNotified }: HostSession, name: string): boolean {
  return maybeNotified.has(name) && !notified.has(name);
}

/** A handler of which a dry run cannot know whether it is notified. */
function tellMaybe(context: PlayContext, handler: Task, session: HostSession): void {
  const module = context.run.modules.get(handler.module);
  session.maybeNotified.delete(handler.handlerId ?? handler.id);
  if (!module) return;
  const ref = describeTask(context, handler, { session, handler: true });
  const target = { context, task: handler, ref, module, session, upcoming: [] };
  tell(target, mayRun(target, new Unknown('what notifies it may change something')), { durationMs: 0 });
  session.count('unknown');
}

async function settle({ run, play }: PlayContext, session: HostSession, name: string): Promise<void> {
  session.notified.delete(name);
  session.owing.delete(name);
  // What may yet notify it has noted that on the host already.
  if (run.check || session.background.mayNotify(name)) return;
  const user = userOf(play, session);
  await session.connection.run(settleDebt(debtId(play, name)), { user, signal: run.abort });
}
