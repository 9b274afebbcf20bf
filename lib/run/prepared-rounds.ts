import type { Unknown } from '../core/unknown.ts';
import type { Task } from '../playbook/model.ts';
import type { Scope } from '../template/compiled.ts';
import type { TaskEnvironment } from './environment.ts';
import type { Epochs } from './epoch.ts';

/** Params as a module takes them, or why they cannot be known. */
export type BuiltParams = Readonly<Record<string, unknown>> | Unknown;

/** What is known of a round, a task or one item of its loop, before the host is asked. */
export interface Preparation {
  /** Made when first asked for: much of what is written down depends on nothing. */
  readonly scope: () => Scope;
  readonly due: boolean | Unknown;
  /** What it exports on its host; rendered when first asked for. */
  readonly environment: () => TaskEnvironment | Unknown | undefined;
  /** Made when first asked for. */
  readonly params: () => Promise<BuiltParams>;
}

export interface RoundKey {
  readonly task: Task;
  /** Which item of the loop; 0 without one. */
  readonly index: number;
}

interface Kept extends Preparation {
  readonly values: number;
  readonly steps: number;
}

/** Rounds of a host that were rendered to look ahead, until their turn, or until a value or a file may be another. */
export class PreparedRounds {
  readonly #kept = new Map<Task, Map<number, Kept>>();

  /** Prepares a round and keeps it for its turn. */
  open(key: RoundKey, epochs: Epochs, make: () => Preparation): Preparation {
    const kept = this.#find(key, epochs);
    if (kept) return kept;
    const prepared = { ...make(), values: epochs.values.count, steps: epochs.steps.count };
    const rounds = this.#kept.get(key.task) ?? new Map<number, Kept>();
    this.#kept.set(key.task, rounds.set(key.index, prepared));
    return prepared;
  }

  /** The round at its turn. */
  take(key: RoundKey, epochs: Epochs, make: () => Preparation): Preparation {
    const kept = this.#find(key, epochs);
    this.#kept.get(key.task)?.delete(key.index);
    return kept ?? make();
  }

  /** At the end of a task: what was kept of it is of no more use. */
  forget(task: Task): void {
    this.#kept.delete(task);
  }

  #find({ task, index }: RoundKey, { values, steps }: Epochs): Kept | undefined {
    const kept = this.#kept.get(task)?.get(index);
    const holds = kept?.values === values.count && kept.steps === steps.count && !steps.isHeld;
    return holds ? kept : undefined;
  }
}
