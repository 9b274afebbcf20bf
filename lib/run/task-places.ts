import type { Play, Task } from '../playbook/model.ts';

/**
 * Where each task stands in a run, by number: `0.14` is the fifteenth task of the first play, `0.h1` the second of
 * its handlers. It is the same in each run of the same files, also where tags or limits leave something out.
 */
export function numberTasks(plays: readonly Play[]): ReadonlyMap<Task, string> {
  return new Map(
    plays.flatMap(({ tasks, handlers }, play) => [
      ...tasks.map((task, at) => [task, `${play}.${at}`] as const),
      ...handlers.map((task, at) => [task, `${play}.h${at}`] as const),
    ]),
  );
}
