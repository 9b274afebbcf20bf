import type { Block, BlockPlace, Task } from '../playbook/model.ts';

type Placed = Pick<Task, 'blocks'>;

/**
 * Whether a failure of the task will be made good by the `rescue` of a block. What a block has is told by the tasks
 * that come: of its parts, tags and `--start-at` may leave none.
 */
export function isRescued({ blocks }: Placed, upcoming: readonly Placed[]): boolean {
  return blocks.some(({ block, part }) => part === 'block' && comes({ block, part: 'rescue' }, upcoming));
}

function comes({ block, part }: BlockPlace, upcoming: readonly Placed[]): boolean {
  return upcoming.some(({ blocks }) => blocks.some((one) => one.block === block && one.part === part));
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
  fail({ blocks }: Placed, upcoming: readonly Placed[]): boolean {
    for (const { block, part } of blocks.toReversed()) {
      if (part === 'always') continue;
      if (part === 'block' && comes({ block, part: 'rescue' }, upcoming)) this.#states.set(block, 'failed');
      else if (comes({ block, part: 'always' }, upcoming)) this.#states.set(block, 'lost');
      else continue;
      return true;
    }
    return false;
  }

  /** Leaves the blocks that the next of the tasks is not in. False where one lets out a failure that nothing holds. */
  proceed(upcoming: readonly Placed[]): boolean {
    for (;;) {
      const left = [...this.#states].find(
        ([block]) => !upcoming[0]?.blocks.some((one) => one.block === block),
      );
      if (!left) return true;
      const [block, state] = left;
      this.#states.delete(block);
      if (state === 'lost' && !this.fail({ blocks: block.places }, upcoming)) return false;
    }
  }
}
