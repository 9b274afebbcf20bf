import type { Conclusion } from './background.ts';
import { conclude } from './conclude.ts';
import type { Outcome, TaskTarget } from './outcome.ts';
import { runRounds } from './rounds.ts';
import { tell } from './tell.ts';

export interface InPlace {
  readonly conclusion: Conclusion;
  readonly outcomes: readonly Outcome[];
}

/** A task at its turn, told as it goes; its host does nothing else meanwhile. */
export async function runInPlace(target: TaskTarget): Promise<InPlace> {
  const { task, session } = target;
  const outcomes = await runRounds(target, {
    onEnd: ({ outcome, options }) => {
      tell(target, outcome, options);
    },
    onCut: () => {
      session.progress.stumble(task);
    },
  });
  session.prepared.forget(task);
  return { conclusion: conclude(target, outcomes, { at: task }), outcomes };
}
