import type { Play, Task } from '../playbook/model.ts';

/** How far a host has come, for telling in the end what was left undone. */
export class Progress {
  readonly #passed = new Map<Play, Task>();
  readonly #ended = new Set<Play>();
  #stumbled: Task | undefined;

  /** It has come by a task of the play, or had nothing to do there. */
  pass(play: Play, task: Task): void {
    this.#passed.set(play, task);
  }

  /** It did not get through a task, and nothing makes that good. */
  stumble(task: Task): void {
    this.#stumbled ??= task;
  }

  /** The play is over for it. */
  end(play: Play): void {
    this.#ended.add(play);
  }

  /** Those of the tasks of the play that it did not come by. */
  left(play: Play, tasks: readonly Task[]): readonly Task[] {
    const stumbled = this.#stumbled ? tasks.indexOf(this.#stumbled) : -1;
    if (stumbled >= 0) return tasks.slice(stumbled);
    if (this.#ended.has(play)) return [];
    const passed = this.#passed.get(play);
    return passed ? tasks.slice(tasks.indexOf(passed) + 1) : tasks;
  }
}
