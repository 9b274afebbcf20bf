import { MASK } from '../core/secret.ts';
import type { Play, Task } from '../playbook/model.ts';
import { DoneRounds, type AskedRound, type DoneRound } from './done-rounds.ts';
import type { RunEvent } from './events.ts';
import { numberTasks } from './task-places.ts';
import { UndoneBlocks } from './undone-blocks.ts';

type TaskEnded = Extract<RunEvent, { kind: 'task-ended' }>;

/** What an earlier run told. */
export interface EarlierRun {
  readonly run: string;
  readonly events: readonly RunEvent[];
}

export interface DoneBeforeOptions {
  /** Of the earlier runs, and of the one that goes on after them. */
  readonly plays: readonly Play[];
  /** The oldest first, each gone on after by the next. */
  readonly runs: readonly EarlierRun[];
  readonly redact: (text: string) => string;
}

interface Learnt extends DoneRound {
  /** The run that told it last. */
  readonly teller: string;
}

/**
 * What earlier runs did that no read of a host can tell, so that a run which goes on after them does not do it
 * again. Each round of theirs answers for one round, once.
 */
export class DoneBefore {
  /** The last of these runs. */
  readonly after: string | undefined;
  readonly #handlers: ReadonlySet<string>;
  readonly #forgotten: ReadonlySet<string>;
  readonly #undone: UndoneBlocks;
  readonly #rounds = new DoneRounds<Learnt>();
  readonly #redact: (text: string) => string;

  constructor({ plays, runs, redact }: DoneBeforeOptions) {
    const places = numberTasks(plays);
    const placeOf = (task: Task): string => places.get(task) ?? '';
    const handlersOf = (some: readonly Play[]): ReadonlySet<string> =>
      new Set(some.flatMap(({ handlers }) => handlers.map(placeOf)));
    this.#handlers = handlersOf(plays);
    this.#forgotten = handlersOf(plays.filter(overlaps));
    this.#undone = new UndoneBlocks(new Map([...places].map(([task, place]) => [place, task])));
    this.#redact = redact;
    this.after = runs.at(-1)?.run;
    for (const { run, events } of runs) {
      this.#undone.clear();
      for (const { host } of this.#rounds.all) this.#settleHandlers(host);
      for (const event of events) this.#learn(event, run);
    }
  }

  get rounds(): readonly DoneRound[] {
    return this.#rounds.all;
  }

  /** Whether there is anything of a task on a host. */
  has(host: string, place: string): boolean {
    return this.#rounds.at(host, place).length > 0;
  }

  /** The round as it was done, which answers for no other from then on. */
  take(asked: AskedRound): DoneRound | undefined {
    const label = asked.label === undefined ? undefined : this.#redact(asked.label);
    const found = this.#rounds.find({ ...asked, label });
    if (found) this.#rounds.drop(found);
    return found;
  }

  #learn(event: RunEvent, teller: string): void {
    if (event.kind === 'task-started') for (const host of event.hosts) this.#settleHandlers(host);
    if (event.kind === 'task-ended') this.#learnEnd(event, teller);
  }

  #learnEnd(event: TaskEnded, teller: string): void {
    const { host, task, place, awaitedAt, index, item: label, failure, result } = event;
    if (place === undefined) return;
    this.#settleHandlers(host, place);
    if (failsBlocks(event)) {
      const anew = this.#undone.fail(host, awaitedAt ?? place);
      this.#rounds.dropAt(host, (one) => anew.has(one));
    }
    if (failure || event.unguarded) this.#forgetEarlier({ hosts: [host], place, index, label }, teller);
    if (!event.unguarded || this.#undone.has(host, place) || this.#forgotten.has(place)) return;
    this.#rounds.add({ run: event.doneIn ?? teller, host, task, place, index, label, result, teller });
  }

  /**
   * A handler answers for a debt that the host still has only while nothing has come after it there: what comes after
   * may notify it for something new.
   */
  #settleHandlers(host: string, except?: string): void {
    this.#rounds.dropAt(host, (place) => this.#handlers.has(place) && place !== except);
  }

  /** What a later run tells of a round stands for what an earlier one told. */
  #forgetEarlier(asked: AskedRound, teller: string): void {
    const before = this.#rounds.find(asked, (round) => round.teller !== teller);
    if (before) this.#rounds.drop(before);
  }
}

/** Whether a task may begin or go on without a word before a handler ends: it may notify that one anew. */
function overlaps({ strategy, tasks }: Play): boolean {
  return strategy === 'free' || tasks.some(({ async }) => async !== undefined);
}

/** Whether a task failed in a way that blocks do something about. */
function failsBlocks({ failure, status, borne }: TaskEnded): boolean {
  return (
    failure !== undefined && failure.kind !== 'interrupted' && status === 'failed' && borne !== 'ignored'
  );
}

/** Whether what was told of a result is all of it, with nothing masked. */
export function isWhole({ result }: DoneRound): boolean {
  return result !== undefined && !holdsMask(result);
}

function holdsMask(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(MASK);
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(([key, part]) => key.includes(MASK) || holdsMask(part));
}
