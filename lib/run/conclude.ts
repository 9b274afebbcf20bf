import { isUnknown } from '../core/unknown.ts';
import type { Task } from '../playbook/model.ts';
import type { Conclusion } from './background.ts';
import { isRescued } from './blocks.ts';
import type { HostStatus } from './events.ts';
import { isIgnored, isUnreachable } from './failure.ts';
import { blocksOf, type Outcome, type TaskTarget } from './outcome.ts';

/**
 * Counts what became of a task on a host, registers it, notifies handlers and lets blocks know of a failure. `at` is
 * the task at which the host is then: another where this one went on in the background.
 */
export function conclude(
  target: TaskTarget,
  outcomes: readonly Outcome[],
  { at }: { readonly at: Task | undefined },
): Conclusion {
  const { task, session, upcoming } = target;
  const summary = summarize(outcomes, target);
  session.count(summary.counted);
  if (task.register !== undefined) assign(target, task.register, registeredOf(outcomes, task));
  if (target.module.name === 'set') assignSet(target, outcomes);
  notify(target, outcomes);
  const isOut = summary.lost || (summary.failed && !isRescued(blocksOf(target), upcoming));
  if (isOut && at) session.progress.stumble(at);
  if (summary.lost) session.state = 'unreachable';
  else if (!summary.failed) return 'done';
  else if (session.blocks.fail(blocksOf(target), upcoming)) return 'held';
  else if (session.state === 'running') session.state = 'failed';
  return 'lost';
}

function notify({ task, session, context: { run } }: TaskTarget, outcomes: readonly Outcome[]): void {
  if (task.checkOnly && !run.check) return;
  const names = outcomes.some(({ status }) => status === 'changed')
    ? session.notified
    : outcomes.some(({ result }) => isUnknown(result['changed']))
      ? session.maybeNotified
      : undefined;
  for (const name of names ? task.notify : []) {
    names?.add(name);
    // What is owed of old is owed for something new from then on.
    session.owing.delete(name);
  }
}

interface Summary {
  readonly counted: HostStatus;
  readonly failed: boolean;
  readonly lost: boolean;
}

const ORDER: readonly HostStatus[] = ['unreachable', 'failed', 'changed', 'unknown', 'ok', 'skipped'];

/** A host counts once a task: the worst of its rounds. A failure that is ignored or made good counts as ok. */
function summarize(outcomes: readonly Outcome[], target: TaskTarget): Summary {
  const { task, upcoming } = target;
  const statuses = outcomes.map(({ status }) => status);
  const worst = ORDER.find((status) => statuses.includes(status)) ?? 'skipped';
  const failure = outcomes.find((outcome) => outcome.failure)?.failure;
  const lost = failure !== undefined && isUnreachable(failure) && !task.ignoreUnreachable;
  const isFailed = failure !== undefined && !isIgnored(task, failure);
  const isBorne = failure !== undefined && !lost && (!isFailed || isRescued(blocksOf(target), upcoming));
  const counted = isBorne ? 'ok' : worst;
  return { counted, failed: isFailed, lost };
}

/** What `register` keeps of a task. */
export function registeredOf(
  outcomes: readonly Outcome[],
  { loop }: Pick<Task, 'loop'>,
): Readonly<Record<string, unknown>> {
  const results = outcomes.map(({ result }) => result);
  if (!loop) return results[0] ?? {};
  const any = (name: string): boolean => results.some((result) => result[name] === true);
  const every = results.length > 0 && results.every((result) => result['skipped'] === true);
  return { results, changed: any('changed'), failed: any('failed'), unknown: any('unknown'), skipped: every };
}

const OWN_FIELDS: ReadonlySet<string> = new Set(['changed', 'failed', 'skipped', 'unknown']);

/** The fields of `set` become variables of the host. */
function assignSet(target: TaskTarget, outcomes: readonly Outcome[]): void {
  for (const { result, status } of outcomes) {
    if (status === 'skipped' || status === 'failed') continue;
    for (const [name, value] of Object.entries(result)) {
      if (!OWN_FIELDS.has(name)) assign(target, name, value);
    }
  }
}

export function assign(
  { context, session }: Pick<TaskTarget, 'context' | 'session'>,
  name: string,
  value: unknown,
): void {
  session.assigned[name] = value;
  context.run.epochs.values.advance();
}
