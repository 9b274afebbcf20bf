import { setTimeout as delay } from 'node:timers/promises';
import { K3Error } from '../core/errors.ts';
import { isUnknown } from '../core/unknown.ts';
import { isPlainMap } from '../schema/examine.ts';
import { disturb } from './ask.ts';
import { isRescued } from './blocks.ts';
import type { HostStatus } from './events.ts';
import { describeError, isIgnored, isUnreachable } from './failure.ts';
import type { LoopRound } from './foresee.ts';
import { skipped, type Outcome, type TaskTarget } from './outcome.ts';
import { namesOfMember } from './round.ts';
import { buildScope } from './scope.ts';
import { runRound } from './task-run.ts';
import { tell } from './tell.ts';

/**
 * A task on a host with its loop, told, counted, registered and its handlers notified. False where the host is
 * lost by it, or has failed for good.
 */
export async function runTask(target: TaskTarget): Promise<boolean> {
  const {
    task,
    session,
    context: { run },
  } = target;
  const outcomes = task.loop
    ? await runLoop(target)
    : [await runOnce({ target, index: 0, names: {}, loopItems: [] })];
  session.prepared.forget(task);
  const summary = summarize(outcomes, target);
  session.count(summary.counted);
  if (task.register !== undefined) assign(target, task.register, summary.registered);
  if (target.module.name === 'set') assignSet(target, outcomes);
  const notify = outcomes.some(({ status }) => status === 'changed')
    ? session.notified
    : outcomes.some(({ result }) => isUnknown(result['changed']))
      ? session.maybeNotified
      : undefined;
  if (notify && (run.check || !task.checkOnly)) notifyAll(target, notify);
  if (summary.lost || (summary.failed && !isRescued(task, target.upcoming))) session.progress.stumble(task);
  if (summary.lost) session.state = 'unreachable';
  else if (summary.failed && !session.blocks.fail(task, target.upcoming)) session.state = 'failed';
  else return true;
  return false;
}

/** A task that a host does not come to, in a block: what it would have registered is there, as of a skipped one. */
export function passOver(target: Pick<TaskTarget, 'context' | 'task' | 'module' | 'session'>): void {
  const { task, session } = target;
  if (task.register === undefined || Object.hasOwn(session.assigned, task.register)) return;
  registerSkipped(target, task.register);
}

/** A task that is left out because somebody said so: as one of which the condition does not hold. */
export function decline(target: TaskTarget): void {
  const { task, session } = target;
  const outcome = { ...skipped(target), message: 'declined' };
  tell(target, outcome, { durationMs: 0 });
  session.count('skipped');
  if (task.register !== undefined) registerSkipped(target, task.register);
}

function registerSkipped(
  target: Pick<TaskTarget, 'context' | 'task' | 'module' | 'session'>,
  name: string,
): void {
  const { result } = skipped(target);
  assign(target, name, target.task.loop ? { ...registeredOf([], true), skipped: true } : result);
}

/** What is owed of old is owed for something new from then on. */
function notifyAll({ task, session }: TaskTarget, notified: Set<string>): void {
  for (const name of task.notify) {
    notified.add(name);
    session.owing.delete(name);
  }
}

async function runOnce(round: LoopRound): Promise<Outcome> {
  const { target, index, label } = round;
  const started = performance.now();
  const outcome = await runRound(round);
  const durationMs = Math.round(performance.now() - started);
  tell(target, outcome, { durationMs, ...(label !== undefined && { item: label, index }) });
  return outcome;
}

async function runLoop(target: TaskTarget): Promise<readonly Outcome[]> {
  const { context, task } = target;
  const items = renderItems(target);
  if (!isList(items)) return [items];
  const outcomes: Outcome[] = [];
  for (const [index, item] of items.entries()) {
    if (index > 0) await rest(target);
    if (context.run.stop.aborted) {
      target.session.progress.stumble(task);
      break;
    }
    const round = { target, index, names: namesOfMember(task, item, index), loopItems: items };
    outcomes.push(await runOnce({ ...round, label: labelRound(round, item) }));
    const last = outcomes.at(-1);
    if (last?.failure && !isIgnored(task, last.failure)) break;
  }
  return outcomes;
}

/** Between two rounds. What was read ahead is old by then. */
async function rest({ context: { run }, task, session }: TaskTarget): Promise<void> {
  const { pauseMs } = task.loopControl;
  if (pauseMs === 0 || run.check) return;
  await delay(pauseMs, undefined, { signal: run.stop }).catch(() => undefined);
  disturb({ session, epochs: run.epochs });
}

function isList(items: readonly unknown[] | Outcome): items is readonly unknown[] {
  return Array.isArray(items);
}

/** The items, or the outcome of a loop that cannot be run. */
function renderItems(target: TaskTarget): readonly unknown[] | Outcome {
  const { context, task, session } = target;
  const stopped = (outcome: Outcome): Outcome => {
    tell(target, outcome, { durationMs: 0 });
    return outcome;
  };
  try {
    const items = task.loop?.render(buildScope(context, session, { task }));
    if (isUnknown(items)) {
      return stopped({
        status: 'unknown',
        steps: [],
        result: { results: items },
        message: `may run: ${items.reason}`,
      });
    }
    if (Array.isArray(items)) return items as readonly unknown[];
    throw new K3Error(`${task.id}: loop must be a list`, { kind: 'template', code: 'run/loop-not-a-list' });
  } catch (error) {
    return stopped({ status: 'failed', steps: [], result: {}, failure: describeError(error) });
  }
}

/** By which of its fields an item is told, where it has one of these. */
const LABEL_FIELDS = ['name', 'path', 'key', 'id'];
const LABEL_LENGTH = 80;

/** A label that cannot be rendered is no reason to fail. */
function labelRound({ target, names }: LoopRound, item: unknown): string {
  const { context, task, session } = target;
  const { label } = task.loopControl;
  if (!label) return labelOf(item);
  try {
    const rendered = label.render(buildScope(context, session, { task, names }));
    return isUnknown(rendered) ? labelOf(item) : labelOf(rendered);
  } catch {
    return labelOf(item);
  }
}

function labelOf(item: unknown): string {
  if (isPlainMap(item)) {
    const field = LABEL_FIELDS.find((name) => typeof item[name] === 'string');
    if (field !== undefined) return String(item[field]);
  }
  const text = typeof item === 'string' ? item : JSON.stringify(item);
  return text.length > LABEL_LENGTH ? `${text.slice(0, LABEL_LENGTH - 1)}…` : text;
}

interface Summary {
  readonly counted: HostStatus;
  readonly registered: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
  readonly lost: boolean;
}

const ORDER: readonly HostStatus[] = ['unreachable', 'failed', 'changed', 'unknown', 'ok', 'skipped'];

/** A host counts once a task: the worst of its rounds. A failure that is ignored or made good counts as ok. */
function summarize(outcomes: readonly Outcome[], { task, upcoming }: TaskTarget): Summary {
  const statuses = outcomes.map(({ status }) => status);
  const worst = ORDER.find((status) => statuses.includes(status)) ?? 'skipped';
  const failure = outcomes.find((outcome) => outcome.failure)?.failure;
  const lost = failure !== undefined && isUnreachable(failure) && !task.ignoreUnreachable;
  const isFailed = failure !== undefined && !isIgnored(task, failure);
  const isBorne = failure !== undefined && !lost && (!isFailed || isRescued(task, upcoming));
  const counted = isBorne ? 'ok' : worst;
  return { counted, registered: registeredOf(outcomes, task.loop !== undefined), failed: isFailed, lost };
}

function registeredOf(outcomes: readonly Outcome[], looped: boolean): Readonly<Record<string, unknown>> {
  const results = outcomes.map(({ result }) => result);
  if (!looped) return results[0] ?? {};
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

function assign(
  { context, session }: Pick<TaskTarget, 'context' | 'session'>,
  name: string,
  value: unknown,
): void {
  session.assigned[name] = value;
  context.run.epochs.values.advance();
}
