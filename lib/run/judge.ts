import { Unknown } from '../core/unknown.ts';
import type { Task } from '../playbook/model.ts';
import type { Compiled, Scope } from '../template/compiled.ts';
import type { Failure } from './events.ts';
import type { Execution } from './execution.ts';
import { failed, mayRun, type Outcome, type TaskTarget } from './outcome.ts';
import { buildScope } from './scope.ts';

/** The module's word, unless `failed_when` and `changed_when` say otherwise. */
export function judge(target: TaskTarget, scope: Scope, execution: Execution): Outcome {
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
    const names = { ...itemOf(scope), ...named, result };
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
  const changed = judgeBy(task.changedWhen);
  if (typeof changed !== 'boolean' || status === 'unknown') return { status, steps, result, message };
  return { status: changed ? 'changed' : 'ok', steps, result: { ...result, changed }, message };
}

/** A wait changes nothing, whether it would be needed or not. */
function changedOf({ status, steps, message }: Execution): boolean | Unknown {
  if (status !== 'unknown') return status === 'changed';
  const onlyWaits = steps.length > 0 && steps.every(({ kind }) => kind === 'poll');
  return onlyWaits ? false : new Unknown(message ?? 'it may change something');
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
