import { isUnknown, type Unknown } from '../core/unknown.ts';
import { K3Error } from '../core/errors.ts';
import type { Task } from '../playbook/model.ts';
import { renderEnvironment, type TaskEnvironment } from './environment.ts';
import type { Scope } from '../template/compiled.ts';
import type { Place } from './place.ts';
import type { TaskTarget } from './outcome.ts';
import type { BuiltParams, Preparation, RoundKey } from './prepared-rounds.ts';
import { userOf } from './privilege.ts';
import { buildScope } from './scope.ts';
import { buildParams } from './task-params.ts';

/** A task on a host, or one item of its loop. */
export interface Round {
  readonly target: TaskTarget;
  /** Which item of the loop; 0 without one. */
  readonly index: number;
  readonly names: Readonly<Record<string, unknown>>;
}

/** What a round of a loop calls its member and the member's number. */
export function namesOfMember(
  { loopControl: { variable, indexVariable } }: Pick<Task, 'loopControl'>,
  item: unknown,
  index: number,
): Round['names'] {
  return { [variable]: item, ...(indexVariable !== undefined && { [indexVariable]: index }) };
}

/** A round at its turn, prepared when it was looked ahead to or now. Throws K3Error `template`. */
export function takePrepared(round: Round): Preparation {
  const { session, context } = round.target;
  return session.prepared.take(keyOf(round), context.run.epochs, () => prepare(round));
}

/** A round to come. Throws K3Error `template` where it cannot be rendered, which it may be at its turn. */
export function prepareAhead(round: Round): Preparation {
  const { session, context } = round.target;
  return session.prepared.open(keyOf(round), context.run.epochs, () => prepare(round));
}

function keyOf({ target: { task }, index }: Round): RoundKey {
  return { task, index };
}

/** Judges whether a round is due. */
function prepare({ target, names }: Round): Preparation {
  const { context, task, session, module } = target;
  let built: Scope | undefined;
  const scope = (): Scope => (built ??= buildScope(context, session, { task, names }));
  const due = isDue(task, scope);
  let params: Promise<BuiltParams> | undefined;
  let environment: { readonly value: ReturnType<typeof renderEnvironment> } | undefined;
  return {
    scope,
    due,
    environment: () => (environment ??= { value: renderEnvironment(task, scope) }).value,
    params: () => (params ??= buildParams(task, scope, { module, context })),
  };
}

/** The first condition that does not hold decides, or is not known. */
function isDue(task: Task, scope: () => Scope): boolean | Unknown {
  for (const condition of task.when) {
    const holds: unknown = condition.render(scope());
    if (isUnknown(holds)) return holds;
    if (typeof holds !== 'boolean') throw notBoolean(task, holds);
    if (!holds) return false;
  }
  return true;
}

/** Where a task that is not delegated runs. */
export function ownPlace(
  { context: { run, play }, task, session, lane }: TaskTarget,
  environment?: TaskEnvironment,
): Place {
  const { abort: signal, epochs, files } = run;
  const user = userOf(play, session, task);
  const reconnect = (): Promise<void> => run.reconnect(session);
  const { timeoutMs } = task;
  const common = { session, user, environment, lane, signal, timeoutMs, epochs, files, reconnect };
  if (run.check || !task.checkOnly) {
    return { ...common, check: run.check, predicted: session.predicted, announced: run.announced };
  }
  // In a run, what is only looked at is seen as the host is, and leads to nothing that later tasks would see.
  return { ...common, check: true, predicted: new Map(), announced: { first: undefined } };
}

/** Where a task runs: the host itself, or the one it is delegated to. */
export async function placeOf(
  target: TaskTarget,
  scope: () => Scope,
  environment: TaskEnvironment | undefined,
): Promise<Place> {
  const { context, task, session } = target;
  const delegate = task.delegateTo?.render(scope());
  if (isUnknown(delegate)) {
    throw new K3Error(`delegate_to cannot be known: ${delegate.reason}`, {
      kind: 'template',
      code: 'run/unknown-delegate',
    });
  }
  if (delegate === undefined || delegate === session.name) return ownPlace(target, environment);
  return ownPlace({ ...target, session: await context.run.session(delegate) }, environment);
}

function notBoolean({ id }: Task, value: unknown): K3Error {
  return new K3Error(`${id}: when must be true or false, it is ${JSON.stringify(value)}`, {
    kind: 'template',
    code: 'run/not-boolean',
  });
}
