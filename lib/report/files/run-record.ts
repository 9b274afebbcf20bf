import type { Failure, RunEvent, TaskRef } from '../../run/events.ts';
import type { TaskEnded } from '../fold.ts';

type Of<Kind extends RunEvent['kind']> = Extract<RunEvent, { kind: Kind }>;

export interface TaskRecord extends TaskRef {
  readonly results: TaskEnded[];
}

export interface PlayRecord {
  readonly name: string;
  readonly hosts: string[];
  readonly tasks: TaskRecord[];
}

/** A run as its events told it, in the order of its plays and tasks. */
export interface RunRecord {
  readonly started: Of<'run-started'> | undefined;
  readonly ended: Of<'run-ended'> | undefined;
  readonly plays: readonly PlayRecord[];
  readonly warnings: readonly Of<'warning'>[];
  /** Hosts that were lost outside of tasks, as a rule while connecting. */
  readonly lost: readonly { readonly host: string; readonly failure: Failure }[];
}

/** Listens to a run and keeps what files are written of. The batches of a play are one play. */
export class RunRecorder implements RunRecord {
  readonly plays: PlayRecord[] = [];
  readonly warnings: Of<'warning'>[] = [];
  readonly lost: { readonly host: string; readonly failure: Failure }[] = [];
  started: Of<'run-started'> | undefined;
  ended: Of<'run-ended'> | undefined;

  tell(event: RunEvent): void {
    switch (event.kind) {
      case 'run-started':
        this.started = event;
        return;
      case 'play-started':
        this.#startPlay(event);
        return;
      case 'task-started':
        this.#findTask(event.task);
        return;
      case 'task-ended':
        this.#findTask(event.task).results.push(event);
        return;
      case 'host-failed':
        this.lost.push({ host: event.host, failure: event.failure });
        return;
      case 'warning':
        this.warnings.push(event);
        return;
      case 'run-ended':
        this.ended = event;
        return;
      case 'host-connected':
      case 'host-waiting':
      case 'task-detached':
      case 'play-ended':
        return;
    }
  }

  #startPlay({ play, hosts }: Of<'play-started'>): void {
    const last = this.plays.at(-1);
    if (last?.name !== play) {
      this.plays.push({ name: play, hosts: [...hosts], tasks: [] });
      return;
    }
    for (const host of hosts) if (!last.hosts.includes(host)) last.hosts.push(host);
  }

  #findTask(ref: TaskRef): TaskRecord {
    const play = this.plays.at(-1) ?? { name: '', hosts: [], tasks: [] };
    if (this.plays.length === 0) this.plays.push(play);
    const known = play.tasks.find(({ id }) => id === ref.id);
    if (known) return known;
    const task = { ...ref, results: [] };
    play.tasks.push(task);
    return task;
  }
}
