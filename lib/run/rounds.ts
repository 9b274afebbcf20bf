import { setTimeout as delay } from 'node:timers/promises';
import { K3Error } from '../core/errors.ts';
import { isUnknown } from '../core/unknown.ts';
import { isPlainMap } from '../schema/examine.ts';
import { disturb } from './ask.ts';
import { describeError, isIgnored } from './failure.ts';
import type { LoopRound } from './foresee.ts';
import type { Outcome, TaskTarget } from './outcome.ts';
import { namesOfMember, prepareAhead } from './round.ts';
import { buildScope } from './scope.ts';
import { dueOf, runRound } from './task-run.ts';

/** One round of a task, as it is told. */
export interface Told {
  readonly outcome: Outcome;
  /** How long it took; in a loop, its label and number. */
  readonly options: { readonly item?: string; readonly index?: number; readonly durationMs: number };
}

export interface RoundsListener {
  /** Hears of each round when it has ended. */
  readonly onEnd: (told: Told) => void;
  /** The run is stopped before the loop has come to its end. */
  readonly onCut: () => void;
}

/** A task on a host with its loop, round after round. */
export async function runRounds(
  target: TaskTarget,
  { onEnd, onCut }: RoundsListener,
): Promise<readonly Outcome[]> {
  const rounds = listRounds(target);
  if (!isList(rounds)) {
    onEnd({ outcome: rounds, options: { durationMs: 0 } });
    return [rounds];
  }
  const { task, context } = target;
  const outcomes: Outcome[] = [];
  for (const [index, round] of rounds.entries()) {
    if (index > 0) await rest(target);
    if (task.loop && context.run.stop.aborted) {
      onCut();
      break;
    }
    const told = await runOnce(round);
    onEnd(told);
    outcomes.push(told.outcome);
    const { failure } = told.outcome;
    if (failure && !isIgnored(task, failure)) break;
  }
  return outcomes;
}

/** The rounds, or what a loop comes to that cannot be run. */
export function listRounds(target: TaskTarget): readonly LoopRound[] | Outcome {
  const { task } = target;
  if (!task.loop) return [{ target, index: 0, names: {}, loopItems: [] }];
  const items = renderItems(target);
  if (!isList(items)) return items;
  return items.map((item, index) => ({
    target,
    index,
    names: namesOfMember(task, item, index),
    loopItems: items,
  }));
}

/** Whether a round of it surely is. */
export function isDue(target: TaskTarget): boolean {
  const rounds = listRounds(target);
  return isList(rounds) && rounds.some(isRoundDue);
}

function isRoundDue(round: LoopRound): boolean {
  try {
    return dueOf(round.target, prepareAhead(round)) === true;
  } catch {
    return false;
  }
}

async function runOnce(round: LoopRound): Promise<Told> {
  const { task } = round.target;
  const { index, loopItems } = round;
  const label = task.loop && labelRound(round, loopItems[index]);
  const started = performance.now();
  const outcome = await runRound({ ...round, label });
  const durationMs = Math.round(performance.now() - started);
  return { outcome, options: { durationMs, ...(label !== undefined && { item: label, index }) } };
}

/** Between two rounds. What was read ahead is old by then. */
async function rest({ context: { run }, task, session }: TaskTarget): Promise<void> {
  const { pauseMs } = task.loopControl;
  if (pauseMs === 0 || run.check) return;
  await delay(pauseMs, undefined, { signal: run.stop }).catch(() => undefined);
  disturb({ session, epochs: run.epochs });
}

export function isList<T>(value: readonly T[] | Outcome): value is readonly T[] {
  return Array.isArray(value);
}

/** The items, or the outcome of a loop that cannot be run. */
function renderItems(target: TaskTarget): readonly unknown[] | Outcome {
  const { context, task, session } = target;
  try {
    const items = task.loop?.render(buildScope(context, session, { task }));
    if (isUnknown(items)) {
      return {
        status: 'unknown',
        steps: [],
        result: { results: items },
        message: `may run: ${items.reason}`,
      };
    }
    if (Array.isArray(items)) return items as readonly unknown[];
    throw new K3Error(`${task.id}: loop must be a list`, { kind: 'template', code: 'run/loop-not-a-list' });
  } catch (error) {
    return { status: 'failed', steps: [], result: {}, failure: describeError(error) };
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
