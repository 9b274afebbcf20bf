import { isUnknown } from '../core/unknown.ts';
import { gather, namesOf, starterOf, whenSkipped } from './awaited.ts';
import { collect } from './collect.ts';
import { assign, conclude } from './conclude.ts';
import { mayRun, skipped, type Outcome, type TaskTarget } from './outcome.ts';
import { isDue, runRounds } from './rounds.ts';
import { tell } from './tell.ts';

/** Waits for what its host started in the background, and has the result of it. */
export async function awaitTasks(target: TaskTarget): Promise<boolean> {
  const { task, session, upcoming } = target;
  const started = performance.now();
  let outcome: Outcome;
  if (isDue(target)) {
    const underWay = namesOf(task).flatMap((name) => session.background.find(name) ?? []);
    const conclusion = await collect(target, underWay, { upcoming, task });
    outcome = describeEnds(target);
    if (conclusion !== 'done') {
      // What failed has told so itself, and counts.
      if (task.register !== undefined) assign(target, task.register, outcome.result);
      return conclusion !== 'lost';
    }
  } else outcome = await passBy(target);
  tell(target, outcome, { durationMs: Math.round(performance.now() - started) });
  session.prepared.forget(task);
  return conclude(target, [outcome], { at: task }) !== 'lost';
}

function describeEnds(target: TaskTarget): Outcome {
  const { task, session } = target;
  const { background } = session;
  const result = gather(task, (name) => {
    const starter = starterOf(name, target);
    return background.resultOf(name) ?? (starter ? whenSkipped(starter) : {});
  });
  const wasStarted = namesOf(task).some((name) => (background.resultOf(name)?.['skipped'] ?? true) !== true);
  if (wasStarted) return { status: 'ok', steps: [], result };
  return { ...skipped(target), result, message: 'nothing of it was started' };
}

/** Its condition does not hold, or cannot be decided. */
async function passBy(target: TaskTarget): Promise<Outcome> {
  const silent = { onEnd: () => undefined, onCut: () => undefined };
  const [outcome = skipped(target)] = await runRounds(target, silent);
  if (outcome.status === 'skipped') return { ...outcome, result: whenSkipped(target) };
  const reason = outcome.result['changed'];
  if (outcome.status !== 'unknown' || !isUnknown(reason)) return outcome;
  const result = gather(target.task, (name) => {
    const starter = starterOf(name, target);
    return starter ? mayRun({ ...target, ...starter }, reason).result : {};
  });
  return { ...outcome, result };
}
