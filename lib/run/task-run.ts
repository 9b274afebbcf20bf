import { setTimeout as delay } from 'node:timers/promises';
import { isUnknown, Unknown } from '../core/unknown.ts';
import type { Reads } from '../modules/read.ts';
import type { Task } from '../playbook/model.ts';
import type { Place } from './place.ts';
import type { Failure } from './events.ts';
import { execute, type Execution } from './execution.ts';
import { describeError, isMissingUser, isUnreachable } from './failure.ts';
import { foreseeReads, type LoopRound } from './foresee.ts';
import { factsFor } from './gather-facts.ts';
import { judge } from './judge.ts';
import { obey, wonder } from './meta.ts';
import { failed, mayRun, skipped, undecided, type Outcome, type TaskTarget } from './outcome.ts';
import { pauseFor } from './pause.ts';
import { debtId, recordDebts } from './owed-handlers.ts';
import { userOf } from './privilege.ts';
import type { Preparation } from './prepared-rounds.ts';
import { placeOf, takePrepared } from './round.ts';
import { buildScope } from './scope.ts';
import { takeDone } from './take-done.ts';
import type { Sighting } from './witness.ts';

/** Judges `when`, runs the task with its retries, and says what became of it. Never throws. */
export async function runRound(round: LoopRound): Promise<Outcome> {
  const { target } = round;
  try {
    const preparation = takePrepared(round);
    const due = dueOf(target, preparation);
    if (isUnknown(due)) {
      wonder(target, due);
      return undecided(target, due);
    }
    if (!due) return skipped(target);
    return takeDone(round) ?? (await retry(round, preparation));
  } catch (error) {
    return failed(describeError(error), {});
  }
}

/** What is due may not be come to, where a dry run cannot know whether the play goes on. */
export function dueOf({ session, ref }: TaskTarget, { due }: Preparation): boolean | Unknown {
  return due === true && session.doubt && !ref.handler ? session.doubt : due;
}

/** `until` with its retries; without it, once. In check mode once: nothing here makes the wait end sooner. */
async function retry(round: LoopRound, preparation: Preparation): Promise<Outcome> {
  const { target, names } = round;
  const { task, context, session } = target;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptOnce(round, preparation);
    if (!task.until || context.run.check || (outcome.failure && isUnreachable(outcome.failure)))
      return outcome;
    const named = task.register === undefined ? {} : { [task.register]: outcome.result };
    const after = buildScope(context, session, {
      task,
      names: { ...names, ...named, result: outcome.result },
    });
    if (task.until.render(after) === true) return outcome;
    if (attempt > task.retries) return failed(gaveUp(task, attempt, outcome), outcome.result);
    await delay(task.delayMs, undefined, { signal: context.run.stop });
  }
}

function gaveUp({ until }: Task, attempts: number, { failure }: Outcome): Failure {
  const place = until ? `${until.span.file}:${until.span.line}: ` : '';
  const last = failure ? `: ${failure.message}` : '';
  return {
    kind: 'timeout',
    code: 'run/until',
    message: `${place}until does not hold after ${attempts} tries${last}`,
  };
}

async function attemptOnce(round: LoopRound, preparation: Preparation): Promise<Outcome> {
  const { target } = round;
  const { context, module } = target;
  const { scope } = preparation;
  const environment = preparation.environment();
  if (isUnknown(environment)) return undecided(target, environment);
  context.run.keepSecret(environment);
  const place = await placeOf(target, scope, environment);
  let execution: Execution;
  let isUnguarded: boolean | undefined;
  try {
    const params = await preparation.params();
    if (isUnknown(params)) return undecided(target, params);
    isUnguarded = module.isUnguarded?.({ params });
    if (place.session.isAway) await place.session.turn(() => context.run.reconnect(place.session));
    if (module.name === 'meta') await obey(target, place);
    if (module.name === 'pause') await pauseFor(target, place, params);
    const facts = factsFor(module, place.session) ?? (await context.run.gatherFacts(place));
    const onWait = (step: { what: string }, missing: string): void => {
      const { ref, session } = target;
      context.run.emit({ kind: 'host-waiting', host: session.name, task: ref, what: step.what, missing });
    };
    const reads = context.run.witness && module.reads({ params, facts });
    const witness = reads && ((...seen: Seen) => showWitness(round, reads, seen));
    const beforeChange = (): Promise<void> => recordNotified(target);
    const foresee = isAnsweredAhead(target, place) ? (n: number) => foreseeReads(round, n) : undefined;
    const work = (): Promise<Execution> =>
      execute({ module, params, facts, place, foresee, witness, onWait, beforeChange });
    execution = await (target.lane === undefined ? place.session.turn(work) : work());
  } catch (error) {
    const isMade = context.run.check && isMissingUser(error);
    if (isMade) return mayRun(target, new Unknown(`the host has no user ${place.user ?? ''} yet`));
    const failure = describeError(error);
    if (isUnreachable(failure) && target.task.ignoreUnreachable) place.session.isAway = true;
    return failed(failure, {});
  }
  context.run.keepSecret(execution.result);
  const outcome = judge(target, round, execution);
  return isUnguarded && !place.check && !outcome.failure ? { ...outcome, unguarded: true } : outcome;
}

type Seen = [found: Sighting['found'], steps: Sighting['steps']];

function showWitness({ target, index }: LoopRound, reads: Reads, [found, steps]: Seen): void {
  const { context, ref, session } = target;
  context.run.witness?.({ host: session.name, task: ref, index, reads, found, steps });
}

/** Another host's task, and one that is tried until something holds, ask when their turn comes. */
function isAnsweredAhead({ context, task, session }: TaskTarget, place: Place): boolean {
  return context.run.lookAhead && !task.until && place.session === session && place.lane === undefined;
}

/** The host keeps what handlers it will owe, before the change that owes them: with the play's user, who settles. */
async function recordNotified({ context, task, session, lane }: TaskTarget): Promise<void> {
  const due = task.notify
    .filter((name) => !session.notified.has(name))
    .map((name) => debtId(context.play, name));
  if (due.length === 0) return;
  const user = userOf(context.play, session);
  await session.connection.run(recordDebts(due), { user, lane, signal: context.run.abort });
}
