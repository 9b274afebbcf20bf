import { setTimeout as delay } from 'node:timers/promises';
import { K3Error } from '../core/errors.ts';
import { isUnknown, Unknown } from '../core/unknown.ts';
import type { Module } from '../modules/define.ts';
import type { Task } from '../playbook/model.ts';
import type { Scope } from '../template/compiled.ts';
import type { Place } from './ask.ts';
import type { PlayContext } from './context.ts';
import type { Failure, HostStatus, TaskRef } from './events.ts';
import { execute, unknownResult, type Execution } from './execution.ts';
import { describeError } from './failure.ts';
import type { HostSession } from './host-session.ts';
import { debtId, recordDebts } from './owed-handlers.ts';
import { userOf } from './privilege.ts';
import { recordStep } from './records.ts';
import { buildScope } from './scope.ts';
import { buildParams } from './task-params.ts';

/** One task on one host, or one round of its loop. */
export interface Outcome {
  readonly status: HostStatus;
  readonly steps: Execution['steps'];
  /** As registered: the module's fields and `changed`, `failed`, `skipped`, `unknown`. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly message?: string | undefined;
  readonly failure?: Failure | undefined;
}

export interface TaskTarget {
  readonly context: PlayContext;
  readonly task: Task;
  readonly ref: TaskRef;
  readonly module: Module;
  readonly session: HostSession;
}

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

/** What becomes of it cannot be known. */
function mayRun({ module }: TaskTarget, unknown: Unknown, what = 'may run'): Outcome {
  const result = { ...unknownResult({ module }, unknown), changed: unknown, failed: false, skipped: unknown };
  return { status: 'unknown', steps: [], result, message: `${what}: ${unknown.reason}` };
}

function skipped({ module }: TaskTarget): Outcome {
  const fields = Object.fromEntries(Object.keys(module.result.properties).map((name) => [name, null]));
  const result = { ...fields, changed: false, failed: false, skipped: true, unknown: false };
  return { status: 'skipped', steps: [], result, message: 'its condition does not hold' };
}

function failed(failure: Failure, result: Readonly<Record<string, unknown>>): Outcome {
  return {
    status:
      failure.kind === 'unreachable' || failure.kind === 'auth' || failure.kind === 'lost'
        ? 'unreachable'
        : 'failed',
    steps: [],
    result: {
      ...result,
      changed: false,
      failed: true,
      skipped: false,
      unknown: false,
      message: failure.message,
    },
    failure,
  };
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
    if (!task.until || context.run.check) return outcome;
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
    const beforeChange = (): Promise<void> => recordNotified(target, place.user);
    execution = await place.session.turn(() =>
      execute({ module, params, facts, place, onWait, beforeChange }),
    );
  } catch (error) {
    return failed(describeError(error), {});
  }
  context.run.keepSecret(execution.result);
  return judge(target, scope, execution);
}

/** The host keeps what handlers it will owe, before the change that owes them. */
async function recordNotified(
  { context, task, session }: TaskTarget,
  user: string | undefined,
): Promise<void> {
  const due = task.notify
    .filter((name) => !session.notified.has(name))
    .map((name) => debtId(context.play, name));
  if (due.length > 0) await session.connection.run(recordDebts(due), { user, signal: context.run.abort });
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

/** The module's word, unless `failed_when` and `changed_when` say otherwise. */
function judge(target: TaskTarget, scope: Scope, execution: Execution): Outcome {
  const { task, session, context } = target;
  const { status, steps, message } = execution;
  const result = {
    ...execution.result,
    changed: status === 'unknown' ? true : status === 'changed',
    failed: false,
    skipped: false,
    unknown: status === 'unknown',
  };
  const named = task.register === undefined ? {} : { [task.register]: result };
  const after = buildScope(context, session, { task, names: { ...itemOf(scope), ...named, result } });
  const wrong = task.failedWhen?.render(after) ?? hasFailed(execution.result);
  if (wrong === true) {
    const failure = failureOf(task, execution);
    const { check, announced } = context.run;
    if (!check || announced.first === undefined) return failed(failure, result);
    return mayRun(
      target,
      new Unknown(`${failure.message}; ${announced.first} comes first and may mend it`),
      'fails now',
    );
  }
  const changed = task.changedWhen?.render(after);
  const judged = typeof changed === 'boolean' && status !== 'unknown' ? (changed ? 'changed' : 'ok') : status;
  return { status: judged, steps, result: { ...result, changed: judged !== 'ok' }, message };
}

function itemOf(scope: Scope): Readonly<Record<string, unknown>> {
  return 'item' in scope ? { item: scope['item'] } : {};
}

function hasFailed(result: Readonly<Record<string, unknown>>): boolean {
  return typeof result['rc'] === 'number' && result['rc'] !== 0;
}

function failureOf(task: Task, { result }: Execution): Failure {
  if (task.failedWhen) {
    const { file, line } = task.failedWhen.span;
    return { kind: 'module', code: 'run/failed-when', message: `failed_when holds (${file}:${line})` };
  }
  const printed = String(result['stderr'] ?? '').trim() || String(result['stdout'] ?? '').trim();
  return {
    kind: 'module',
    code: 'run/exit-code',
    message: `exit code ${String(result['rc'])}${printed ? `: ${printed}` : ''}`,
  };
}

function isTrue(value: unknown, { id }: Task, key: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new K3Error(`${id}: ${key} must be true or false, it is ${JSON.stringify(value)}`, {
    kind: 'template',
    code: 'run/not-boolean',
  });
}

/** The event's part that does not depend on the loop. */
export function tell(
  target: TaskTarget,
  outcome: Outcome,
  options: { item?: string; durationMs: number },
): void {
  const { context, task, ref, session } = target;
  const shown = outcome.status !== 'skipped' && !task.secret;
  context.run.emit({
    kind: 'task-ended',
    host: session.name,
    task: ref,
    item: task.secret ? undefined : options.item,
    status: outcome.status,
    steps: task.secret ? [] : outcome.steps.map((step) => recordStep(step, { diff: context.run.diff })),
    message: task.secret ? undefined : outcome.message,
    failure:
      outcome.failure && task.secret
        ? { ...outcome.failure, message: 'failed; its output is secret' }
        : outcome.failure,
    ignored: outcome.failure !== undefined && task.ignoreErrors,
    result: shown ? outcome.result : undefined,
    durationMs: options.durationMs,
  });
}
