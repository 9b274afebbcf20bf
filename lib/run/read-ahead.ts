import type { HostRead } from '../modules/read.ts';
import type { TaskEnvironment } from './environment.ts';
import { Epoch } from './epoch.ts';

/** So many rounds ahead at most: what is asked takes memory until its turn comes. */
const FARTHEST = 64;

interface Answer {
  readonly promise: Promise<unknown>;
  readonly isFresh: () => boolean;
  /** Rounds that will ask for it. */
  wanted: number;
}

/**
 * Answers of one host to reads whose turn has not come. They hold until something happens that may change
 * them; then they are asked again. How far it reaches ahead follows how it fares: a host on which tasks change
 * things has most of its answers thrown away, so it is asked for little in advance.
 */
export class ReadAhead {
  readonly #answers = new Map<string, Answer>();
  /** Shared by the names of one machine. */
  machine = new Epoch();
  #reach = FARTHEST;
  #wasStale = false;

  /** How many rounds to ask for with the next batch. */
  get reach(): number {
    return this.#reach;
  }

  /** Begins a batch: what is left of the one before is of no more use. */
  begin(): void {
    const wasted = this.#wasStale || [...this.#answers.values()].some(({ isFresh }) => !isFresh());
    this.#reach = wasted ? 1 : Math.min(this.#reach * 2, FARTHEST);
    this.#wasStale = false;
    this.#answers.clear();
  }

  /** Keeps an answer for a round to come; `ask` is called unless an earlier round of the batch asks the same. */
  want(read: HostRead<unknown>, options: AheadOptions): void {
    const key = keyOf(read, options);
    const known = this.#answers.get(key);
    if (known) {
      known.wanted += 1;
      return;
    }
    const promise = options.ask();
    // Whoever needs it asks again, and hears of the failure then.
    promise.catch(() => undefined);
    this.#answers.set(key, { promise, isFresh: this.#freshness(read, options), wanted: 1 });
  }

  /** The answer, once; undefined where there is none that still holds. */
  take(read: HostRead<unknown>, asker: Asker): Promise<unknown> | undefined {
    const key = keyOf(read, asker);
    const answer = this.#answers.get(key);
    if (!answer) return undefined;
    answer.wanted -= 1;
    if (answer.wanted === 0) this.#answers.delete(key);
    if (answer.isFresh()) return answer.promise;
    this.#wasStale = true;
    return undefined;
  }

  #freshness(
    { staleAfter, beyondHost }: HostRead<unknown>,
    { steps, ownWaits }: AheadOptions,
  ): () => boolean {
    const epoch = staleAfter === 'any-step' || beyondHost ? steps : this.machine;
    const count = epoch.count + ownWaits;
    return () => epoch.count === count && !epoch.isHeld;
  }
}

/** As whom, and with what exported, something is asked: one that asks otherwise may be answered otherwise. */
export interface Asker {
  readonly user: string | undefined;
  readonly environment?: TaskEnvironment | undefined;
}

export interface AheadOptions extends Asker {
  /** The run's steps, on any host. */
  readonly steps: Epoch;
  /** How many waits of the host's own will end before it is answered, which it therefore knows of: 0 or 1. */
  readonly ownWaits: number;
  readonly ask: () => Promise<unknown>;
}

function keyOf({ key }: HostRead<unknown>, { user = '', environment }: Asker): string {
  return `${user}\n${environment?.key ?? ''}\n${key}`;
}
