import { Unknown } from '../core/unknown.ts';
import type { Task } from '../playbook/model.ts';
import type { Compiled } from '../template/compiled.ts';
import type { Failure } from './events.ts';
import type { Execution } from './execution.ts';
import { failed, mayRun, type Outcome, type TaskTarget } from './outcome.ts';
import { buildScope } from './scope.ts';

/** The module's word, unless `failed_when` and `changed_when` say otherwise. */
export function judge(
  target: TaskTarget,
  round: { readonly names: Readonly<Record<string, unknown>> },
  execution: Execution,
): Outcome {
  const { task, session, context } = target;
  const { status, steps, message } = execution;
  const result = {
    ...execution.result,
    changed: changedOf(execution),
    failed: false,
    skipped: false,
    unknown: status === 'unknown',
  };
  const judgeBy = (condition: Compiled<boolean> | undefined): unknown => {
    if (!condition) return undefined;
    const named = task.register === undefined ? {} : { [task.register]: result };
    const names = { ...round.names, ...named, result };
    return condition.render(buildScope(context, session, { task, names }));
  };
  const wrong = judgeBy(task.failedWhen) ?? hasFailed(execution.result);
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
  if (task.checkOnly && !context.run.check) return lookedAt(execution, result);
  const changed = judgeBy(task.changedWhen);
  if (typeof changed !== 'boolean' || status === 'unknown') return { status, steps, result, message };
  return { status: changed ? 'changed' : 'ok', steps, result: { ...result, changed }, message };
}

/** In a run nothing was changed where a task is only looked at; `changed` of its result says what it would do. */
function lookedAt({ status, steps, message }: Execution, result: Outcome['result']): Outcome {
  const subjects = steps.flatMap((step) => (step.kind === 'poll' ? [] : [step.change.subject]));
  const would = status === 'changed' ? `would change: ${subjects.join(', ')}` : message;
  return { status: status === 'unknown' ? 'unknown' : 'ok', steps: [], result, message: would };
}

/** A wait changes nothing, whether it would be needed or not. */
function changedOf({ status, steps, message }: Execution): boolean | Unknown {
  if (status !== 'unknown') return status === 'changed';
  const onlyWaits = steps.length > 0 && steps.every(({ kind }) => kind === 'poll');
  return onlyWaits ? false : new Unknown(message ?? 'it may change something');
}

function hasFailed(result: Readonly<Record<string, unknown>>): boolean {
  return typeof result['rc'] === 'number' && result['rc'] !== 0;
}

function failureOf(task: Task, { result }: Execution): Failure {
  if (task.failedWhen) {
    const { file, line } = task.failedWhen.span;
    return { kind: 'module', code: 'run/failed-when', message: `failed_when holds (${file}:${line})` };
  }
  const printed = textIn(result, 'stderr') || textIn(result, 'stdout');
  return {
    kind: 'module',
    code: 'run/exit-code',
    message: `exit code ${String(result['rc'])}${printed ? `: ${printed}` : ''}`,
  };
}

function textIn(result: Readonly<Record<string, unknown>>, name: string): string {
  const text = result[name];
  return typeof text === 'string' ? text.trim() : '';
}
