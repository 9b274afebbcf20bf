import type { AwaitPlace, BackgroundTask, Conclusion } from './background.ts';
import { isRescued } from './blocks.ts';
import { collect } from './collect.ts';
import { conclude, registeredOf } from './conclude.ts';
import { blocksOf, type TaskTarget } from './outcome.ts';
import { isDue, runRounds, type Told } from './rounds.ts';
import { ownPlace } from './round.ts';
import { runInPlace } from './run-in-place.ts';
import { tell } from './tell.ts';

/**
 * Starts a task that goes on beside the next ones of its host. What becomes of it is told where it is awaited; that
 * it is not due, or that this cannot be decided, in its place. A dry run looks in its place, and tells it later too.
 */
export async function startInBackground(target: TaskTarget, name: string): Promise<boolean> {
  const { context, session, task, ref, upcoming } = target;
  const { background } = session;
  const earlier = background.find(name);
  if (earlier) {
    const conclusion = await collect(target, [earlier], { upcoming, task });
    if (conclusion !== 'done') return conclusion !== 'lost';
  }
  if (!isDue(target)) {
    const { conclusion, outcomes } = await runInPlace(target);
    background.keep(name, registeredOf(outcomes, task));
    return conclusion !== 'lost';
  }
  const begun = begin(target, name);
  if (context.run.check) await begun.work;
  background.begin(name, begun);
  context.run.emit({ kind: 'task-detached', host: session.name, task: ref, as: name });
  return true;
}

function begin(target: TaskTarget, name: string): BackgroundTask {
  const { context, session, task, ref } = target;
  const lane = context.run.check ? undefined : session.background.takeLane();
  const inside = { ...target, lane, context: { ...context, seen: { ...session.assigned } } };
  const ended: Told[] = [];
  const state = { isOver: false, isCut: false };
  const work = goOn(inside, async () => {
    const { user } = ownPlace(inside);
    // A shell that cannot be had is told by the task itself.
    if (lane !== undefined) await context.run.joinLock(session, { user, lane }).catch(() => undefined);
    await runRounds(inside, {
      onEnd: (told) => ended.push(told),
      onCut: () => (state.isCut = true),
    });
    state.isOver = true;
  });
  const concludeAt = (place: AwaitPlace): Conclusion => {
    const there = { ...target, upcoming: place.upcoming, awaitedBy: place.task };
    for (const { outcome, options } of ended) tell(there, outcome, options);
    const outcomes = ended.map(({ outcome }) => outcome);
    const conclusion = conclude(there, outcomes, { at: place.task });
    session.prepared.forget(task);
    session.background.keep(name, registeredOf(outcomes, task));
    const isOut = conclusion !== 'done' && !isRescued(blocksOf(there), place.upcoming);
    if (isOut || state.isCut) session.background.unfinished.push(ref);
    if (conclusion === 'lost' && task.anyErrorsFatal) context.ending.isFatal = true;
    return conclusion;
  };
  return { task, ref, work, isOver: () => state.isOver, conclude: concludeAt };
}

/** While it goes on, what is read of the machine holds for the moment only. */
async function goOn(
  { session, context: { run }, lane }: TaskTarget,
  work: () => Promise<void>,
): Promise<void> {
  if (lane === undefined) return work();
  const epochs = [session.ahead.machine, run.epochs.steps];
  for (const epoch of epochs) epoch.hold();
  try {
    await work();
  } finally {
    for (const epoch of epochs) epoch.release();
    session.background.leaveLane(lane);
  }
}
