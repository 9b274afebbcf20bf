import type { Play, Task } from '../playbook/model.ts';

export interface TaskSelection {
  /** Only tasks with one of these; empty is all. */
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  /** Name of the first task to run; those before it are left out. */
  readonly startAt: string | undefined;
}

/**
 * Whether a task is wanted. `always` runs whatever the tags, `never` only when asked for by a tag. `--start-at` means
 * the first task of that name in these plays, which are those that have hosts.
 */
export function selectTasks(
  { tags, skipTags, startAt }: TaskSelection,
  plays: readonly Play[],
): (task: Task, play: Play) => boolean {
  const early = listBefore(startAt, plays);
  return (task, play) => {
    if (early.has(task)) return false;
    const own = [...play.tags, ...task.tags];
    if (own.some((tag) => skipTags.includes(tag))) return false;
    const asked = own.some((tag) => tags.includes(tag));
    if (own.includes('never')) return asked;
    return tags.length === 0 || asked || own.includes('always');
  };
}

function listBefore(startAt: string | undefined, plays: readonly Play[]): ReadonlySet<Task> {
  if (startAt === undefined) return new Set();
  const tasks = plays.flatMap((play) => play.tasks);
  const start = tasks.findIndex((task) => isCalled(task, startAt));
  return new Set(start < 0 ? tasks : tasks.slice(0, start));
}

/** A name with a template in it is no name to start at: it is made in the run. */
export function isCalled({ name }: Task, word: string): boolean {
  return name.literal?.value === word;
}
