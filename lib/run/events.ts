import type { FailureKind } from '../core/errors.ts';

export type HostStatus = 'ok' | 'changed' | 'unknown' | 'skipped' | 'failed' | 'unreachable';
export type Counts = Readonly<Record<HostStatus, number>>;

export interface TaskRef {
  /** File and place, stable between runs: `servers.yml:12`. */
  readonly id: string;
  readonly name: string;
  readonly module: string;
  readonly handler: boolean;
}

/** A step as it is told: secrets masked, unknowns with their reason. */
export interface StepRecord {
  readonly kind: 'run' | 'put' | 'fetch' | 'put-here' | 'poll';
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  /** False where it cannot be known beforehand whether it changes anything. */
  readonly certain: boolean;
  /** Text before and after, secrets masked; reporters make a unified diff of it (lib/report/diff.ts). */
  readonly diff?: { readonly before: string; readonly after: string } | undefined;
}

export interface Failure {
  readonly kind: FailureKind;
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What passed between this machine and a host. */
export interface Traffic {
  readonly roundTrips: number;
  /** Those of them that asked whether something holds yet. */
  readonly waits: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** What hosts did not come to in a run that ended early. */
export interface Undone {
  readonly hosts: readonly string[];
  /** The first task; undefined where handlers alone are left. */
  readonly task: TaskRef | undefined;
  /** How many tasks come after it. */
  readonly after: number;
  /** Those that are owed, by name. */
  readonly handlers: readonly string[];
  /** Tasks in the background that did not come to their end, or failed. */
  readonly background?: readonly TaskRef[] | undefined;
}

/** What a run tells. Reporters only listen. Dates are ISO 8601, durations in milliseconds. */
export type RunEvent =
  | {
      readonly kind: 'run-started';
      readonly at: string;
      readonly check: boolean;
      readonly playbooks: readonly string[];
      readonly hosts: readonly string[];
      /** The run that it goes on after. */
      readonly resumes?: string | undefined;
    }
  | { readonly kind: 'host-connected'; readonly host: string; readonly durationMs: number }
  | { readonly kind: 'host-failed'; readonly host: string; readonly failure: Failure }
  | { readonly kind: 'play-started'; readonly play: string; readonly hosts: readonly string[] }
  /** With `free` hosts come to it one after the other, each at its own pace. */
  | {
      readonly kind: 'task-started';
      readonly task: TaskRef;
      readonly hosts: readonly string[];
      readonly free?: true;
    }
  /** A host waits inside a task: what for, and what is still missing. */
  | {
      readonly kind: 'host-waiting';
      readonly host: string;
      readonly task: TaskRef;
      readonly what: string;
      readonly missing: string;
    }
  /** A task goes on in the background of a host; that it has ended is told where it is awaited. */
  | {
      readonly kind: 'task-detached';
      readonly host: string;
      readonly task: TaskRef;
      /** By which it is awaited. */
      readonly as: string;
    }
  | {
      readonly kind: 'task-ended';
      readonly host: string;
      readonly task: TaskRef;
      /** Where the task stands, by number; see `numberTasks`. */
      readonly place?: string | undefined;
      /** Where the task stands that awaits it, where it went on in the background. */
      readonly awaitedAt?: string | undefined;
      /** Label of the loop's item, where there is a loop; one event an item. */
      readonly item?: string | undefined;
      /** Number of that item, from 0. */
      readonly index?: number | undefined;
      readonly status: HostStatus;
      readonly steps: readonly StepRecord[];
      /** Why it was skipped, is unknown, or a line of the module's for people. */
      readonly message?: string | undefined;
      readonly failure?: Failure | undefined;
      /** By which word of the playbook a failure is none: `ignore_errors`, `ignore_unreachable`, or the `rescue` of a block. */
      readonly borne?: 'ignored' | 'rescued' | undefined;
      /** Output lines and the like, as registered; left out for `secret` tasks. */
      readonly result?: Readonly<Record<string, unknown>> | undefined;
      /** It ended well, and no read can tell that: a run that goes on after this one does not do it again. */
      readonly unguarded?: true | undefined;
      /** The run in which it was done, and with it the result; in this one it was not done again. */
      readonly doneIn?: string | undefined;
      readonly durationMs: number;
    }
  | { readonly kind: 'warning'; readonly message: string; readonly host?: string | undefined }
  | {
      readonly kind: 'play-ended';
      readonly play: string;
      /** Of the play alone, by host. */
      readonly traffic: Readonly<Record<string, Traffic>>;
    }
  | {
      readonly kind: 'run-ended';
      readonly exitCode: number;
      readonly durationMs: number;
      readonly hosts: Readonly<Record<string, Counts>>;
      /** By host, connecting not counted among the round trips. */
      readonly traffic: Readonly<Record<string, Traffic>>;
      /** Left out of dry runs, and where all is done. */
      readonly undone?: readonly Undone[] | undefined;
      /** How many results were `unguarded`; left out of dry runs, where there are none, and where all is done. */
      readonly unguarded?: number | undefined;
    };

export type Listener = (event: RunEvent) => void;
