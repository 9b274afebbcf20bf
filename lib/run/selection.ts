import type { Play, Task } from '../playbook/model.ts';

export interface TaskSelection {
  /** Only tasks with one of these; empty is all. */
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  /** Name of the first task to run; those before it are left out. */
  readonly startAt: string | undefined;
}

/** Whether a task is wanted. `always` runs whatever the tags, `never` only when asked for by a tag. */
export function selectTasks({ tags, skipTags, startAt }: TaskSelection): (task: Task, play: Play) => boolean {
  let started = startAt === undefined;
  return (task, play) => {
    started ||= task.name.literal?.value === startAt;
    if (!started) return false;
    const own = [...play.tags, ...task.tags];
    if (own.some((tag) => skipTags.includes(tag))) return false;
    const asked = own.some((tag) => tags.includes(tag));
    if (own.includes('never')) return asked;
    return tags.length === 0 || asked || own.includes('always');
  };
}
