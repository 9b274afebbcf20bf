import type { Play, Task } from '../playbook/model.ts';
import type { TaskRef, Undone } from './events.ts';
import type { HostSession } from './host-session.ts';

export interface UndoneOptions {
  readonly plays: readonly Play[];
  /** Names of the hosts that take part. */
  readonly hostsOf: ReadonlyMap<Play, readonly string[]>;
  readonly isWanted: (task: Task, play: Play) => boolean;
  readonly describe: (play: Play, task: Task, session: HostSession) => TaskRef;
}

/** What a run that ended early did not come to; hosts of which the same is to be said are told together. */
export function listUndone(
  sessions: Iterable<HostSession>,
  { plays, hostsOf, isWanted, describe }: UndoneOptions,
): readonly Undone[] {
  const wanted = plays.map((play) => ({
    play,
    tasks: play.tasks.filter((task) => isWanted(task, play)),
    hosts: new Set(hostsOf.get(play)),
  }));
  const groups = new Map<string, Undone & { readonly hosts: string[] }>();
  for (const session of sessions) {
    const left = wanted.flatMap(({ play, tasks, hosts }) =>
      hosts.has(session.name) ? session.progress.left(play, tasks).map((task) => ({ play, task })) : [],
    );
    const [first] = left;
    const handlers = [...session.notified];
    const background = session.background.unfinished;
    if (!first && handlers.length === 0 && background.length === 0) continue;
    const task = first && describe(first.play, first.task, session);
    const after = Math.max(0, left.length - 1);
    const undone = { task, after, handlers, ...(background.length > 0 && { background }) };
    const key = JSON.stringify(undone);
    const group = groups.get(key) ?? { hosts: [], ...undone };
    group.hosts.push(session.name);
    groups.set(key, group);
  }
  return [...groups.values()];
}
