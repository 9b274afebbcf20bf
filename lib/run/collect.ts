import type { Task } from '../playbook/model.ts';
import type { AwaitPlace, BackgroundTask, Conclusion } from './background.ts';
import type { PlayContext } from './context.ts';
import type { TaskRef } from './events.ts';
import type { HostSession } from './host-session.ts';
import { takesPart } from './standing.ts';

export interface Collecting {
  readonly context: PlayContext;
  readonly session: HostSession;
  /** The task that awaits them; without it each is told to wait for itself. */
  readonly ref?: TaskRef | undefined;
}

/** Waits until tasks in the background have ended, then tells what became of each. */
export async function collect(
  { context, session, ref }: Collecting,
  tasks: readonly BackgroundTask[],
  place: AwaitPlace,
): Promise<Conclusion> {
  for (const one of tasks.filter(({ isOver }) => !isOver())) {
    const what = `the end of "${one.ref.name}"`;
    const missing = 'it goes on in the background';
    context.run.emit({ kind: 'host-waiting', host: session.name, task: ref ?? one.ref, what, missing });
    await one.work;
  }
  const conclusions = tasks.map((one) => one.conclude(place));
  return (['lost', 'held'] as const).find((one) => conclusions.includes(one)) ?? 'done';
}

/**
 * Awaits what began in a part of a block, or in a section, that is left before these tasks. A host for which the play
 * has ended has none of them before it. False where there was nothing to await.
 */
export async function awaitLeft(
  context: PlayContext,
  hosts: readonly HostSession[],
  upcoming: readonly Task[],
): Promise<boolean> {
  const leaving = hosts
    .map((session) => ({ session, left: session.background.listLeft(upcoming) }))
    .filter(({ left }) => left.length > 0);
  await Promise.all(
    leaving.map(({ session, left }) =>
      collect({ context, session }, left, { upcoming: takesPart(session) ? upcoming : [] }),
    ),
  );
  return leaving.length > 0;
}
