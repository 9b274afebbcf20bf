import type { Task } from '../playbook/model.ts';
import { registeredOf } from './conclude.ts';
import { skipped, type TaskTarget } from './outcome.ts';

type Result = Readonly<Record<string, unknown>>;
/** A task of a play, as far as it matters what it registers. */
export type Registering = Pick<TaskTarget, 'context' | 'task' | 'module'>;

/** The names that an `await` is for, as they are written. */
export function namesOf({ params }: Pick<Task, 'params'>): readonly string[] {
  return [params.literal?.value['names'] ?? []].flat().map(String);
}

/** The result of the one that is awaited, or a map of those in a list. */
export function gather({ params }: Pick<Task, 'params'>, resultOf: (name: string) => Result): Result {
  const names = params.literal?.value['names'];
  if (typeof names === 'string') return resultOf(names);
  return Object.fromEntries(namesOf({ params }).map((name) => [name, resultOf(name)]));
}

/** The task of the play that starts it. */
export function starterOf(name: string, { context }: Pick<Registering, 'context'>): Registering | undefined {
  const task = context.play.tasks.find((one) => one.async === name);
  const module = task && context.run.modules.get(task.module);
  return module && { context, task, module };
}

/** What a task registers that is not come to, or of which the condition does not hold. */
export function whenSkipped(target: Registering): Result {
  const { task } = target;
  if (task.module === 'await') {
    return gather(task, (name) => {
      const starter = starterOf(name, target);
      return starter ? whenSkipped(starter) : {};
    });
  }
  return task.loop ? { ...registeredOf([], task), skipped: true } : skipped(target).result;
}
