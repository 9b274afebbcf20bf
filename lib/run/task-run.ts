import { setTimeout as delay } from 'node:timers/promises';
import { K3Error } from '../core/errors.ts';
import { isUnknown } from '../core/unknown.ts';
import type { Task } from '../playbook/model.ts';
import type { Scope } from '../template/compiled.ts';
import type { Place } from './ask.ts';
import type { Failure } from './events.ts';
import { execute, type Execution } from './execution.ts';
import { describeError, isUnreachable } from './failure.ts';
import { judge } from './judge.ts';
import { failed, mayRun, skipped, type Outcome, type TaskTarget } from './outcome.ts';
import { debtId, recordDebts } from './owed-handlers.ts';
import { userOf } from './privilege.ts';
import { buildScope } from './scope.ts';
import { buildParams } from './task-params.ts';

/** Judges `when`, runs the task with its retries, and says what became of it. Never throws. */
export async function runRound(
  target: TaskTarget,
  names: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  const { context, task, session } = target;
  try {
    const scope = buildScope(context, session, { task, names });
    const due = task.when?.render(scope) ?? true;
    if (isUnknown(due)) return mayRun(target, due);
    if (!isTrue(due, task, 'when')) return skipped(target);
    return await retry(target, scope, names);
  } catch (error) {
    return failed(describeError(error), {});
  }
}

/** `until` with its retries; without it, once. In check mode once: nothing here makes the wait end sooner. */
async function retry(
  target: TaskTarget,
  scope: Scope,
  names: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  const { task, context, session } = target;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptOnce(target, scope);
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

async function attemptOnce(target: TaskTarget, scope: Scope): Promise<Outcome> {
  const { context, task, module } = target;
  const place = await placeOf(target, scope);
  const facts = place.session.facts;
  if (!facts)
    throw new K3Error(`${place.session.name} has no facts`, { kind: 'internal', code: 'run/no-facts' });
  let execution: Execution;
  try {
    const params = await buildParams(task, scope, { module, context });
    if (isUnknown(params)) return mayRun(target, params);
    const onWait = (step: { what: string }, missing: string): void => {
      const { ref, session } = target;
      context.run.emit({ kind: 'host-waiting', host: session.name, task: ref, what: step.what, missing });
    };
    const beforeChange = (): Promise<void> => recordNotified(target);
    execution = await place.session.turn(() =>
      execute({ module, params, facts, place, onWait, beforeChange }),
    );
  } catch (error) {
    return failed(describeError(error), {});
  }
  context.run.keepSecret(execution.result);
  return judge(target, scope, execution);
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

async function placeOf({ context, task, session }: TaskTarget, scope: Scope): Promise<Place> {
  const { run, play } = context;
  const delegate = task.delegateTo?.render(scope);
  if (isUnknown(delegate)) {
    throw new K3Error(`delegate_to cannot be known: ${delegate.reason}`, {
      kind: 'template',
      code: 'run/unknown-delegate',
    });
  }
  const to = delegate === undefined || delegate === session.name ? session : await run.session(delegate);
  return {
    session: to,
    user: userOf(play, to, task),
    check: run.check,
    signal: run.abort,
    timeoutMs: task.timeoutMs,
    announced: run.announced,
  };
}

function isTrue(value: unknown, { id }: Task, key: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new K3Error(`${id}: ${key} must be true or false, it is ${JSON.stringify(value)}`, {
    kind: 'template',
    code: 'run/not-boolean',
  });
}
