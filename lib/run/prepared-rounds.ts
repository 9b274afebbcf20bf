import type { Task } from '../playbook/model.ts';
import { prepare, type Preparation, type Round } from './round.ts';

interface Kept extends Preparation {
  readonly values: number;
  readonly steps: number;
}

/** Rounds of a host that were rendered to look ahead, until their turn, or until a value or a file may be another. */
export class PreparedRounds {
  readonly #kept = new Map<Task, Map<number, Kept>>();

  /** Prepares a round and keeps it for its turn. */
  open(round: Round): Preparation {
    const { task, context } = round.target;
    const kept = this.#find(round);
    if (kept) return kept;
    const { values, steps } = context.run.epochs;
    const prepared = { ...prepare(round), values: values.count, steps: steps.count };
    const rounds = this.#kept.get(task) ?? new Map<number, Kept>();
    this.#kept.set(task, rounds.set(round.index, prepared));
    return prepared;
  }

  /** The round at its turn. */
  take(round: Round): Preparation {
    const kept = this.#find(round);
    this.#kept.get(round.target.task)?.delete(round.index);
    return kept ?? prepare(round);
  }

  /** At the end of a task: what was kept of it is of no more use. */
  forget(task: Task): void {
    this.#kept.delete(task);
  }

  #find({ target, index }: Round): Kept | undefined {
    const { values, steps } = target.context.run.epochs;
    const kept = this.#kept.get(target.task)?.get(index);
    return kept?.values === values.count && kept.steps === steps.count ? kept : undefined;
  }
}
