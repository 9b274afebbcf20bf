import type { RunEvent, TaskRef } from '../run/events.ts';
import type { TaskEnded } from './fold.ts';

type TaskStarted = Extract<RunEvent, { kind: 'task-started' }>;
type TaskDetached = Extract<RunEvent, { kind: 'task-detached' }>;
type HostWaiting = Extract<RunEvent, { kind: 'host-waiting' }>;

export interface WaitingHost {
  readonly host: string;
  readonly what: string;
  readonly missing: string;
}

/** A task at which hosts are still busy. */
export interface OpenTask {
  readonly task: TaskRef;
  readonly startedMs: number;
  readonly hosts: number;
  /** How many of them are done with it. */
  readonly done: number;
  readonly busy: readonly string[];
  readonly waiting: ReadonlyMap<string, WaitingHost>;
}

interface Entry {
  readonly task: TaskRef;
  readonly startedMs: number;
  readonly hosts: Set<string>;
  readonly busy: Set<string>;
  /** Hosts in the background of which it goes on. */
  readonly away: Set<string>;
  /** Those of them that are telling how it ended, item by item. */
  readonly returning: Set<string>;
  /** Those on which it was started, as far as that is not told yet. */
  started: TaskDetached[];
  readonly waiting: Map<string, WaitingHost>;
  /** Hosts come to it at their own pace: those that are busy may have yet to come. */
  readonly free: boolean;
  results: TaskEnded[];
  /** When the first failure came that is not told yet. */
  failedMs: number | undefined;
}

/** Long enough for hosts that fail alike to be told as one, short enough to be news. */
const FAILURE_WAITS_MS = 1000;

export interface TaskLogOptions {
  readonly now: () => number;
  /** Called once all hosts of a task are done with it; sooner with a part, when a host failed or the play ended. */
  readonly onResults: (task: TaskRef, results: readonly TaskEnded[]) => void;
  /** Called once a task goes on in the background of all its hosts on which it was started. */
  readonly onStarted?: (task: TaskRef, started: readonly TaskDetached[]) => void;
}

/**
 * Keeps the results of a task until its hosts are done with it, so that equal ones can be told as one.
 * A loop tells one result an item and not which is the last: there a host is done once it starts another
 * task, fails, or the play ends.
 */
export class TaskLog {
  readonly #entries = new Map<string, Entry>();
  readonly #options: TaskLogOptions;

  constructor(options: TaskLogOptions) {
    this.#options = options;
  }

  get open(): readonly OpenTask[] {
    const elsewhere = new Set<string>();
    const open = [...this.#entries.values()].map(({ busy, hosts, free, ...entry }) => {
      const here = [...busy].filter((host) => !free || !elsewhere.has(host));
      for (const host of here) elsewhere.add(host);
      const { away } = entry;
      return {
        ...entry,
        hosts: hosts.size,
        done: hosts.size - busy.size - away.size,
        busy: [...here, ...away],
      };
    });
    return open.filter(({ busy }) => busy.length > 0);
  }

  start({ task, hosts, free }: TaskStarted): void {
    for (const other of this.#entries.values()) {
      if (other.task.id === task.id || other.free) continue;
      for (const host of hosts) {
        other.busy.delete(host);
        welcome(other, host);
      }
    }
    this.#tellDone();
    const entry = this.#find(task, free === true);
    for (const host of hosts) {
      entry.hosts.add(host);
      entry.busy.add(host);
    }
  }

  /** It goes on in the background of a host, which tells in the end how it went. */
  detach(event: TaskDetached): void {
    const entry = this.#find(event.task);
    entry.busy.delete(event.host);
    entry.away.add(event.host);
    entry.started.push(event);
    if (entry.busy.size === 0) this.#tellStarted(entry);
  }

  wait({ host, task, what, missing }: HostWaiting): void {
    this.#find(task).waiting.set(host, { host, what, missing });
  }

  end(result: TaskEnded): void {
    const entry = this.#find(result.task);
    entry.results.push(result);
    entry.waiting.delete(result.host);
    const failed = result.failure !== undefined && result.borne === undefined;
    if (failed) entry.failedMs ??= this.#options.now();
    if (entry.free) this.#leaveEarlier(entry, { host: result.host, all: failed });
    if (entry.away.has(result.host)) entry.returning.add(result.host);
    if (failed || result.item === undefined) {
      entry.busy.delete(result.host);
      welcome(entry, result.host);
    }
    for (const other of this.#entries.values()) if (other !== entry) welcome(other, result.host);
    this.#tellDone();
  }

  /** Tells of failures without waiting for the task's other hosts, which may take minutes. */
  tellFailures(): void {
    for (const entry of this.#entries.values()) {
      if (entry.failedMs === undefined || this.#options.now() - entry.failedMs < FAILURE_WAITS_MS) continue;
      this.#tell(entry);
    }
  }

  /** A host that is lost to the run is waited for no longer. */
  drop(host: string): void {
    for (const entry of this.#entries.values()) {
      entry.busy.delete(host);
      entry.away.delete(host);
    }
    this.#tellDone();
  }

  /** Tells what is there, whether hosts are done or not. */
  flush(): void {
    for (const entry of this.#entries.values()) this.#close(entry);
  }

  /** A host at its own pace has done with what comes before the task it is at; one that failed, with all. */
  #leaveEarlier(entry: Entry, { host, all }: { readonly host: string; readonly all: boolean }): void {
    for (const other of this.#entries.values()) {
      if (other === entry && !all) return;
      if (other.free && other !== entry) other.busy.delete(host);
    }
  }

  #find(task: TaskRef, free = false): Entry {
    const known = this.#entries.get(task.id);
    if (known) return known;
    const startedMs = this.#options.now();
    const entry = {
      task,
      startedMs,
      hosts: new Set<string>(),
      busy: new Set<string>(),
      away: new Set<string>(),
      returning: new Set<string>(),
      started: [],
      waiting: new Map(),
      free,
      results: [],
      failedMs: undefined,
    };
    this.#entries.set(task.id, entry);
    return entry;
  }

  #tellDone(): void {
    for (const entry of this.#entries.values()) {
      if (entry.busy.size > 0) continue;
      if (entry.away.size === 0) this.#close(entry);
      else this.#tellStarted(entry);
    }
  }

  #tellStarted(entry: Entry): void {
    const { task, started } = entry;
    entry.started = [];
    if (started.length > 0) this.#options.onStarted?.(task, started);
  }

  #close(entry: Entry): void {
    this.#entries.delete(entry.task.id);
    this.#tellStarted(entry);
    this.#tell(entry);
  }

  #tell(entry: Entry): void {
    const { task } = entry;
    const places = new Map([...entry.hosts].map((host, at) => [host, at]));
    const placeOf = ({ host }: TaskEnded): number => places.get(host) ?? places.size;
    // As the play has its hosts, whichever of them was quicker.
    const results = entry.results.toSorted((a, b) => placeOf(a) - placeOf(b));
    entry.results = [];
    entry.failedMs = undefined;
    if (results.length > 0) this.#options.onResults(task, results);
  }
}

/** A host that goes on with another task has told all of one that went on in its background. */
function welcome({ away, returning }: Entry, host: string): void {
  if (returning.delete(host)) away.delete(host);
}
