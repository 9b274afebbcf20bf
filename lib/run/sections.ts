import type { Task } from '../playbook/model.ts';

/** A part of a play, of which the handlers run at its end. */
export interface TaskSection {
  readonly tasks: readonly Task[];
  readonly earlier: readonly Task[];
  /** Those of the sections to come, which are looked ahead to. */
  readonly later: readonly Task[];
}

/** The sections of a play; there is one at least. */
export function cutSections(tasks: readonly Task[]): readonly TaskSection[] {
  const turns = [...tasks.keys()].filter((at) => at > 0 && tasks[at]?.section !== tasks[at - 1]?.section);
  return [0, ...turns].map((from, index) => {
    const to = turns[index] ?? tasks.length;
    return { tasks: tasks.slice(from, to), earlier: tasks.slice(0, from), later: tasks.slice(to) };
  });
}
