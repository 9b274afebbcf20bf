import { setTimeout as delay } from 'node:timers/promises';
import { isUnknown, Unknown } from '../core/unknown.ts';
import type { Task } from '../playbook/model.ts';
import type { Place } from './place.ts';
import type { Failure } from './events.ts';
import { execute, type Execution } from './execution.ts';
import { describeError, isMissingUser, isUnreachable } from './failure.ts';
import { foreseeReads, type LoopRound } from './foresee.ts';
import { factsFor } from './gather-facts.ts';
import { judge } from './judge.ts';
import { failed, mayRun, skipped, type Outcome, type TaskTarget } from './outcome.ts';
import { debtId, recordDebts } from './owed-handlers.ts';
import { userOf } from './privilege.ts';
import type { Preparation } from './prepared-rounds.ts';
import { placeOf, takePrepared } from './round.ts';
import { buildScope } from './scope.ts';

/** Judges `when`, runs the task with its retries, and says what became of it. Never throws. */
export async function runRound(round: LoopRound): Promise<Outcome> {
  const { target } = round;
  try {
    const preparation = takePrepared(round);
    if (isUnknown(preparation.due)) return mayRun(target, preparation.due);
    return preparation.due ? await retry(round, preparation) : skipped(target);
  } catch (error) {
    return failed(describeError(error), {});
  }
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

async function attemptOnce(round: LoopRound, { scope, params: build }: Preparation): Promise<Outcome> {
  const { target } = round;
  const { context, module } = target;
  const place = await placeOf(target, scope);
  let execution: Execution;
  try {
    const params = await build();
    if (isUnknown(params)) return mayRun(target, params);
    const facts = factsFor(module, place.session) ?? (await context.run.gatherFacts(place));
    const onWait = (step: { what: string }, missing: string): void => {
      const { ref, session } = target;
      context.run.emit({ kind: 'host-waiting', host: session.name, task: ref, what: step.what, missing });
    };
    const beforeChange = (): Promise<void> => recordNotified(target);
    const foresee = isAnsweredAhead(target, place) ? (n: number) => foreseeReads(round, n) : undefined;
    execution = await place.session.turn(() =>
      execute({ module, params, facts, place, foresee, onWait, beforeChange }),
    );
  } catch (error) {
    const isMade = context.run.check && isMissingUser(error);
    if (isMade) return mayRun(target, new Unknown(`the host has no user ${place.user ?? ''} yet`));
    return failed(describeError(error), {});
  }
  context.run.keepSecret(execution.result);
  return judge(target, scope, execution);
}

/** Another host's task, and one that is tried until something holds, ask when their turn comes. */
function isAnsweredAhead({ context, task, session }: TaskTarget, place: Place): boolean {
  return context.run.lookAhead && !task.until && place.session === session;
}

/** The host keeps what handlers it will owe, before the change that owes them: with the play's user, who settles. */
async function recordNotified({ context, task, session }: TaskTarget): Promise<void> {
  const due = task.notify
    .filter((name) => !session.notified.has(name))
    .map((name) => debtId(context.play, name));
  if (due.length === 0) return;
  const user = userOf(context.play, session);
  await session.connection.run(recordDebts(due), { user, signal: context.run.abort });
}
