import type { Reporter, ReporterOptions } from '../../lib/report/contract.ts';
import { createJsonReporter } from '../../lib/report/json.ts';
import { createPlainReporter } from '../../lib/report/plain.ts';
import { createTtyReporter } from '../../lib/report/tty.ts';
import type { Counts, Failure, RunEvent, StepRecord, TaskRef } from '../../lib/run/events.ts';

type TaskEnded = Extract<RunEvent, { kind: 'task-ended' }>;

const CREATE = { json: createJsonReporter, plain: createPlainReporter, tty: createTtyReporter } as const;

/** A reporter whose text is kept, with a clock that the spec turns. */
export interface Kept {
  readonly reporter: Reporter;
  readonly text: () => string;
  readonly clock: { ms: number };
}

export function keep(options: Partial<ReporterOptions> & Pick<ReporterOptions, 'output'>): Kept {
  const clock = { ms: 0 };
  let text = '';
  const reporter = CREATE[options.output]({
    diff: false,
    verbosity: 0,
    colour: false,
    now: () => clock.ms,
    ...options,
    write: (part) => {
      text += part;
    },
  });
  return { reporter, text: () => text, clock };
}

/** The text of a reporter that was told these events. */
export function tell(
  options: Partial<ReporterOptions> & Pick<ReporterOptions, 'output'>,
  events: readonly RunEvent[],
): string {
  const { reporter, text } = keep(options);
  for (const event of events) reporter.listen(event);
  reporter.close();
  return text();
}

export function taskRef(name: string, rest: Partial<TaskRef> = {}): TaskRef {
  return { id: `site.yml:${name.length}`, name, module: 'file', handler: false, ...rest };
}

export function runStarted(hosts: readonly string[], rest: { check?: boolean } = {}): RunEvent {
  return {
    kind: 'run-started',
    at: '2026-01-01T03:00:00.000Z',
    check: false,
    playbooks: ['site.yml'],
    hosts,
    ...rest,
  };
}

export function playStarted(play: string, hosts: readonly string[]): RunEvent {
  return { kind: 'play-started', play, hosts };
}

export function started(task: TaskRef, hosts: readonly string[]): RunEvent {
  return { kind: 'task-started', task, hosts };
}

export function ended(task: TaskRef, host: string, rest: Partial<TaskEnded> = {}): RunEvent {
  return { kind: 'task-ended', host, task, status: 'ok', steps: [], durationMs: 12, ...rest };
}

export function waiting(task: TaskRef, host: string, missing: string): RunEvent {
  return { kind: 'host-waiting', host, task, what: 'port 6443 answers', missing };
}

export function step(
  subject: string,
  [from, to]: readonly [string, string],
  rest: Partial<StepRecord> = {},
): StepRecord {
  return { kind: 'put', subject, from, to, certain: true, ...rest };
}

export function failure(message: string, rest: Partial<Failure> = {}): Failure {
  return { kind: 'module', code: 'service/failed', message, ...rest };
}

export function counts(some: Partial<Counts> = {}): Counts {
  return { ok: 0, changed: 0, unknown: 0, skipped: 0, failed: 0, unreachable: 0, ...some };
}

export function runEnded(
  hosts: Readonly<Record<string, Partial<Counts>>>,
  rest: Partial<Extract<RunEvent, { kind: 'run-ended' }>> = {},
): RunEvent {
  return {
    kind: 'run-ended',
    exitCode: 0,
    durationMs: 61_000,
    hosts: Object.fromEntries(Object.entries(hosts).map(([host, some]) => [host, counts(some)])),
    traffic: Object.fromEntries(
      Object.keys(hosts).map((host) => [
        host,
        { roundTrips: 3, waits: 1, bytesSent: 5000, bytesReceived: 2000 },
      ]),
    ),
    ...rest,
  };
}

export function listNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `web${at + 1}`);
}
