import type { RunEvent } from '../../run/events.ts';

/** What a run was asked for, enough to ask for it again. The values of `-e` are left out: they may be secret. */
export interface RunWords {
  /** As given: files, or names of bundled playbooks. */
  readonly playbooks: readonly string[];
  readonly inventory: readonly string[];
  readonly check: boolean;
  readonly diff: boolean;
  /** The hosts of `--limit`, by name. */
  readonly limit?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly skipTags?: readonly string[] | undefined;
  /** Words of `-e`: `NAME` without its value, or `@FILE`. */
  readonly extraVars?: readonly string[] | undefined;
  readonly concurrency: number;
  readonly startAt?: string | undefined;
  readonly skipPreflight?: readonly string[] | undefined;
}

/** The first line of a journal. Paths are absolute. */
export interface JournalHead {
  readonly event: 'journal';
  /** Of the form; a reader refuses what it does not know. */
  readonly version: 1;
  readonly run: string;
  /** ISO 8601. */
  readonly at: string;
  readonly k3play: string;
  /** As typed, but for what may be secret, and for `--resume`. */
  readonly command: string;
  readonly cwd: string;
  readonly words: RunWords;
  /** The playbooks themselves, wherever they were found. */
  readonly playbooks: readonly string[];
  readonly inventory: readonly string[];
  /** sha256 of every playbook, inventory, template and file of variables that was read before the run. */
  readonly files: Readonly<Record<string, string>>;
  /** Those of the files that are templates and nothing else; a journal of an older release has none. */
  readonly templates?: readonly string[] | undefined;
  /** The run that this one goes on with. */
  readonly resumes?: string | undefined;
}

/** Whether it was `k3play run`, and no dry run. */
export function isOfRun({ command, words }: JournalHead): boolean {
  return command.startsWith('k3play run ') && !words.check;
}

/** A run as its journal has it. */
export interface Journal {
  readonly file: string;
  readonly head: JournalHead;
  readonly events: readonly RunEvent[];
}

export type RunEnded = Extract<RunEvent, { kind: 'run-ended' }>;

/** The closing event; undefined where the run goes on, or was killed. */
export function endOf({ events }: Pick<Journal, 'events'>): RunEnded | undefined {
  const last = events.at(-1);
  return last?.kind === 'run-ended' ? last : undefined;
}

/** Hosts that failed or could not be reached, also where the run came to no end. */
export function lostHosts({ events }: Pick<Journal, 'events'>): readonly string[] {
  const lost = new Set<string>();
  for (const event of events) {
    if (event.kind === 'host-failed') lost.add(event.host);
    if (event.kind === 'task-ended' && event.failure && event.borne === undefined) lost.add(event.host);
    if (event.kind !== 'run-ended') continue;
    for (const [host, { failed, unreachable }] of Object.entries(event.hosts)) {
      if (failed + unreachable > 0) lost.add(host);
    }
  }
  return [...lost];
}
