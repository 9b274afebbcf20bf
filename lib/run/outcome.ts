import type { Lane } from '../connection/connection.ts';
import type { Unknown } from '../core/unknown.ts';
import type { Module } from '../modules/define.ts';
import type { Task } from '../playbook/model.ts';
import type { PlayContext } from './context.ts';
import type { Failure, HostStatus, TaskRef } from './events.ts';
import { unknownResult, type Execution } from './execution.ts';
import { isUnreachable } from './failure.ts';
import type { HostSession } from './host-session.ts';

/** One task on one host, or one round of its loop. */
export interface Outcome {
  readonly status: HostStatus;
  readonly steps: Execution['steps'];
  /** As registered: the module's fields and `changed`, `failed`, `skipped`, `unknown`. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly message?: string | undefined;
  readonly failure?: Failure | undefined;
  /** See the event of the same name. */
  readonly unguarded?: true | undefined;
  readonly doneIn?: string | undefined;
}

export interface TaskTarget {
  readonly context: PlayContext;
  readonly task: Task;
  readonly ref: TaskRef;
  readonly module: Module;
  readonly session: HostSession;
  /** The tasks of the play that come after it. */
  readonly upcoming: readonly Task[];
  /** Where it goes on in the background; the others have the host's own. */
  readonly lane?: Lane | undefined;
  /** The task that awaits it: its failure is one of the blocks of that, not of its own. */
  readonly awaitedBy?: Task | undefined;
}

/** The blocks that have to do with a failure of a task. */
export function blocksOf({ task, awaitedBy }: Pick<TaskTarget, 'task' | 'awaitedBy'>): Pick<Task, 'blocks'> {
  return awaitedBy ?? task;
}

/** What becomes of it cannot be known. */
export function mayRun({ module }: TaskTarget, unknown: Unknown, what = 'may run'): Outcome {
  const result = { ...unknownResult({ module }, unknown), changed: unknown, failed: false, skipped: unknown };
  return { status: 'unknown', steps: [], result, message: `${what}: ${unknown.reason}` };
}

/** In a run nothing is left open: what cannot be decided, such as by what was only looked at, is a failure. */
export function undecided(target: TaskTarget, unknown: Unknown): Outcome {
  if (target.context.run.check) return mayRun(target, unknown);
  const message = `cannot decide what to do: ${unknown.reason}`;
  return failed({ kind: 'template', code: 'run/undecided', message }, {});
}

export function skipped({ module }: Pick<TaskTarget, 'module'>): Outcome {
  const fields = Object.fromEntries(Object.keys(module.result.properties).map((name) => [name, null]));
  const result = { ...fields, changed: false, failed: false, skipped: true, unknown: false };
  return { status: 'skipped', steps: [], result, message: 'its condition does not hold' };
}

export function failed(failure: Failure, result: Readonly<Record<string, unknown>>): Outcome {
  return {
    status: isUnreachable(failure) ? 'unreachable' : 'failed',
    steps: [],
    result: {
      ...result,
      changed: false,
      failed: true,
      skipped: false,
      unknown: false,
      message: failure.message,
    },
    failure,
  };
}
