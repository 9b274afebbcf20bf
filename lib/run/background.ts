import type { Lane } from '../connection/connection.ts';
import type { BlockPlace, Task } from '../playbook/model.ts';
import type { TaskRef } from './events.ts';

/** Where it is awaited what became of a task in the background. */
export interface AwaitPlace {
  /** The tasks that come after. */
  readonly upcoming: readonly Task[];
  /** The task that awaits it, and raises its failure; undefined at the end of a block or a section. */
  readonly task?: Task | undefined;
}

/** `held` where a block has something to do about its failure, `lost` where the host ends with it. */
export type Conclusion = 'done' | 'held' | 'lost';

/** A task that goes on beside the next ones of its host. */
export interface BackgroundTask {
  readonly task: Task;
  readonly ref: TaskRef;
  /** Its end; it rejects for bugs of ours only. */
  readonly work: Promise<void>;
  readonly isOver: () => boolean;
  /** Tells, counts and registers what became of it, once that is there. */
  readonly conclude: (place: AwaitPlace) => Conclusion;
}

type Result = Readonly<Record<string, unknown>>;

/** What goes on in the background of one host, by name, and what came of it. */
export class Background {
  readonly #underWay = new Map<string, BackgroundTask>();
  readonly #results = new Map<string, Result>();
  readonly #lanes = new Set<Lane>();
  /** What did not come to its end, or failed. */
  readonly unfinished: TaskRef[] = [];

  /** Names last for a play. */
  enterPlay(): void {
    this.#results.clear();
  }

  begin(name: string, task: BackgroundTask): void {
    this.#results.delete(name);
    this.#underWay.set(name, task);
    task.work.catch(() => undefined);
  }

  find(name: string): BackgroundTask | undefined {
    return this.#underWay.get(name);
  }

  /** What it came to, once it was awaited; undefined where it was not started. */
  resultOf(name: string): Result | undefined {
    return this.#results.get(name);
  }

  keep(name: string, result: Result): void {
    this.#underWay.delete(name);
    this.#results.set(name, result);
  }

  /** A task that is not come to has not been started. */
  forget(name: string): void {
    this.#results.delete(name);
  }

  /** What is to be awaited before these tasks: all that began in a part of a block that is left by then. */
  listLeft([next]: readonly Task[]): readonly BackgroundTask[] {
    return [...this.#underWay.values()].filter(({ task }) => {
      const inner = task.blocks.at(-1);
      return !next || (inner !== undefined && !isIn(next, inner));
    });
  }

  /** Whether one of them may yet notify a handler. */
  mayNotify(handler: string): boolean {
    return [...this.#underWay.values()].some(({ task }) => task.notify.includes(handler));
  }

  /** Until nothing goes on; what came of it is told where it is awaited. */
  async quiet(): Promise<void> {
    await Promise.all([...this.#underWay.values()].map(({ work }) => work));
  }

  takeLane(): Lane {
    let lane = 1;
    while (this.#lanes.has(lane)) lane += 1;
    this.#lanes.add(lane);
    return lane;
  }

  leaveLane(lane: Lane): void {
    this.#lanes.delete(lane);
  }
}

function isIn({ blocks }: Task, place: BlockPlace): boolean {
  return blocks.some(({ block, part }) => block === place.block && part === place.part);
}
