import type { Block, Task } from '../playbook/model.ts';

type Placed = Pick<Task, 'blocks'>;

/** Whether a failure of the task will be made good by the `rescue` of a block. */
export function isRescued({ blocks }: Placed): boolean {
  return blocks.some(({ block, part }) => part === 'block' && block.hasRescue);
}

/** What became, on one host, of the blocks it is in. */
export class BlockStates {
  /** `failed`: its `rescue` is due. `lost`: its `always` is, and then the failure goes on to what is around it. */
  readonly #states = new Map<Block, 'failed' | 'lost'>();

  /** Whether a task is due, as far as its blocks have a say. */
  admits({ blocks }: Placed): boolean {
    return blocks.every(({ block, part }) => {
      if (part === 'always') return true;
      return this.#states.get(block) === (part === 'rescue' ? 'failed' : undefined);
    });
  }

  /** Notes that a task failed. False where no block has anything left to do about it. */
  fail({ blocks }: Placed): boolean {
    for (const { block, part } of blocks.toReversed()) {
      if (part === 'always') continue;
      const state = part === 'block' && block.hasRescue ? 'failed' : block.hasAlways ? 'lost' : undefined;
      if (state === undefined) continue;
      this.#states.set(block, state);
      return true;
    }
    return false;
  }

  /** Leaves the blocks that the next task is not in. False where one lets out a failure that nothing holds. */
  proceed(next: Placed | undefined): boolean {
    const inside = new Set(next?.blocks.map(({ block }) => block));
    // The innermost was noted last, and hands on to those around it.
    for (const [block, state] of [...this.#states].toReversed()) {
      if (inside.has(block)) continue;
      this.#states.delete(block);
      if (state === 'lost' && !this.fail({ blocks: block.places })) return false;
    }
    return true;
  }
}
