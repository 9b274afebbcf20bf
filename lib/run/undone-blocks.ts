import type { Block, Task } from '../playbook/model.ts';

/**
 * Blocks of an earlier run that are gone through anew: those that failed and have a `rescue` or an `always`. These
 * may take back what was done in the block, and what they do answers to that one failure.
 */
export class UndoneBlocks {
  readonly #tasks: ReadonlyMap<string, Task>;
  readonly #hosts = new Map<string, Set<Block>>();

  /** All tasks of the run, by their places. */
  constructor(tasks: ReadonlyMap<string, Task>) {
    this.#tasks = tasks;
  }

  /** Notes a failure: the places of the tasks that are to be gone through anew. */
  fail(host: string, place: string): ReadonlySet<string> {
    const undone = this.#hosts.get(host) ?? new Set<Block>();
    this.#hosts.set(host, undone);
    const places = new Set<string>();
    for (const { block, part } of this.#tasks.get(place)?.blocks ?? []) {
      const inside = part === 'block' ? this.#inside(block) : [];
      if (inside.every(([, parts]) => parts.includes('block'))) continue;
      undone.add(block);
      for (const [at] of inside) places.add(at);
    }
    return places;
  }

  /** Whether a task on a host belongs to one of them. */
  has(host: string, place: string): boolean {
    return this.#tasks.get(place)?.blocks.some(({ block }) => this.#hosts.get(host)?.has(block)) ?? false;
  }

  /** A run that goes on after this one begins them anew. */
  clear(): void {
    this.#hosts.clear();
  }

  #inside(wanted: Block): readonly (readonly [place: string, parts: readonly string[]])[] {
    return [...this.#tasks].flatMap(([place, { blocks }]) => {
      const parts = blocks.filter(({ block }) => block === wanted).map(({ part }) => part);
      return parts.length === 0 ? [] : [[place, parts] as const];
    });
  }
}
