import { isUnknown } from '../core/unknown.ts';
import type { HostRead, Read } from '../modules/read.ts';
import { isSteps } from '../modules/step.ts';
import type { Task } from '../playbook/model.ts';
import type { Foreseen } from './ask.ts';
import { factsFor } from './gather-facts.ts';
import type { TaskTarget } from './outcome.ts';
import type { Preparation } from './prepared-rounds.ts';
import { namesOfMember, ownPlace, prepareAhead, type Round } from './round.ts';
import { buildScope } from './scope.ts';
import { takesPart } from './standing.ts';

/** A round with all the items of its loop; none without one. */
export interface LoopRound extends Round {
  readonly loopItems: readonly unknown[];
  /** What people are told the item is; undefined without a loop. */
  readonly label?: string | undefined;
}

/** What a round will ask; nothing where that cannot be told yet; an end where nothing beyond may be asked. */
type Forecast = Foreseen | 'nothing' | 'end';

/**
 * The reads of the rounds that come after one on the same host, as far as they can be told now. It ends at
 * what waits, what runs a text of the user's, what is surely going to change something, and what another host
 * has a hand in: beyond that, answers from before would not be worth having.
 */
export async function foreseeReads(round: LoopRound, reach: number): Promise<readonly Foreseen[]> {
  const foreseen: Foreseen[] = [];
  let left = reach;
  for (const next of roundsAfter(round)) {
    if (left === 0) break;
    left -= 1;
    const forecast = next === 'end' ? next : await foreseeRound(next);
    if (forecast === 'end') break;
    if (forecast !== 'nothing') foreseen.push(forecast);
  }
  return foreseen;
}

function* roundsAfter({ target, index, loopItems }: LoopRound): Generator<Round | 'end'> {
  for (const [at, item] of loopItems.entries()) {
    if (at > index) yield { target, index: at, names: namesOfMember(target.task, item, at) };
  }
  for (const task of target.upcoming) {
    if (!target.session.blocks.admits(task)) continue;
    const module = target.context.run.modules.get(task.module);
    if (!module || isTiedToOthers(task, target)) yield 'end';
    else yield* roundsOf({ ...target, task, module });
  }
}

/** Whether another host, time, or what goes on in the background has a hand in what the task will find. */
function isTiedToOthers(task: Task, { context, session }: TaskTarget): boolean {
  const { delegateTo, runOnce, until } = task;
  const isFirst = context.play.strategy === 'linear' && context.batch.find(takesPart) === session;
  const runsElsewhere = runOnce && !isFirst;
  const isBeside = task.async !== undefined || task.module === 'await';
  return delegateTo !== undefined || until !== undefined || runsElsewhere || isBeside;
}

function* roundsOf(target: TaskTarget): Generator<Round> {
  const { task, context, session } = target;
  if (!task.loop) {
    yield { target, index: 0, names: {} };
    return;
  }
  let items: unknown;
  try {
    items = task.loop.render(buildScope(context, session, { task }));
  } catch {
    return;
  }
  if (!Array.isArray(items)) return;
  for (const [index, item] of items.entries())
    yield { target, index, names: namesOfMember(task, item, index) };
}

/** What cannot be rendered yet waits for a value that is not there yet. */
async function foreseeRound(round: Round): Promise<Forecast> {
  const { module, session } = round.target;
  const facts = factsFor(module, session);
  if (!facts || !session.users.has(ownPlace(round.target).user)) return 'nothing';
  const preparation = tryTo(() => prepareAhead(round));
  if (preparation?.due !== true || mayBeDone(round)) return 'nothing';
  const environment = tryTo(() => ({ value: preparation.environment() }));
  if (!environment || isUnknown(environment.value)) return 'nothing';
  const place = ownPlace(round.target, environment.value);
  const params = await paramsOf(preparation);
  if (params === undefined || isUnknown(params)) return 'nothing';
  const context = { params, facts };
  const reads = tryTo(() => Object.values(module.reads(context)));
  if (!reads) return 'nothing';
  if (reads.some(({ staleAfter }) => staleAfter === 'at-once')) return 'end';
  if (reads.length > 0) return { reads: reads.filter(isHostRead), place };
  const plan = tryTo(() => module.plan({ ...context, found: {} }));
  return plan && isSteps(plan) && plan.length === 0 ? 'nothing' : 'end';
}

/** What an earlier run did voids nothing. */
function mayBeDone({ target: { context, task, session } }: Round): boolean {
  const { done, places } = context.run;
  return done?.has(session.name, places.get(task) ?? '') ?? false;
}

async function paramsOf(preparation: Preparation): Promise<unknown> {
  try {
    return await preparation.params();
  } catch {
    return undefined;
  }
}

function tryTo<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function isHostRead(read: Read<unknown>): read is HostRead<unknown> {
  return read.kind === 'host';
}
