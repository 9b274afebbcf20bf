import type { PlayContext } from './context.ts';
import { runHandlers } from './handlers.ts';
import type { HostSession } from './host-session.ts';
import { takesPart, type Verdict } from './standing.ts';
import type { Wish } from './wish.ts';

/** Does what hosts asked of the play in the task that is over. */
export async function followWishes(context: PlayContext, hosts: readonly HostSession[]): Promise<Verdict> {
  const flushing: HostSession[] = [];
  for (const session of hosts) {
    const { wish } = session;
    session.wish = undefined;
    if (!wish || !takesPart(session)) continue;
    if (wish.action === 'flush_handlers') flushing.push(session);
    else end(context, session, wish);
  }
  return flushing.length === 0 ? 'go-on' : runHandlers(context, flushing);
}

function end({ play, batch, ending }: PlayContext, session: HostSession, { action, doubt }: Wish): void {
  if (action === 'noop') return;
  for (const one of action === 'end_host' ? [session] : batch.filter(takesPart)) {
    if (doubt) one.doubt ??= doubt;
    else {
      one.leavePlay();
      one.progress.end(play);
    }
  }
  if (action !== 'end_play') return;
  if (doubt) ending.doubt ??= doubt;
  else ending.isEnded = true;
}
