import { basename } from 'node:path';
import { formatDuration } from '../duration.ts';
import { showOnOneLine } from '../show-plainly.ts';
import { endOf, type Journal } from './journal.ts';

/** What a run came to, in short. */
export interface RunSummary {
  readonly run: string;
  readonly at: string;
  readonly check: boolean;
  readonly playbooks: readonly string[];
  readonly inventory: readonly string[];
  readonly result: string;
  readonly durationMs: number | null;
  readonly hosts: number;
  readonly changed: number;
  readonly failed: number;
  readonly unreachable: number;
  /** The run that it goes on after. */
  readonly resumes: string | null;
}

export function summarizeRun(journal: Journal): RunSummary {
  const { run, at, words, playbooks, inventory, resumes = null } = journal.head;
  const ended = endOf(journal);
  const counts = Object.values(ended?.hosts ?? {});
  const sum = (status: 'changed' | 'failed' | 'unreachable'): number =>
    counts.reduce((total, each) => total + each[status], 0);
  const started = journal.events.find((event) => event.kind === 'run-started');
  return {
    ...{ run, at, check: words.check, playbooks, inventory, result: describeResult(ended?.exitCode) },
    durationMs: ended?.durationMs ?? null,
    hosts: ended ? counts.length : (started?.hosts.length ?? 0),
    ...{ changed: sum('changed'), failed: sum('failed'), unreachable: sum('unreachable') },
    resumes,
  };
}

function describeResult(exitCode: number | undefined): string {
  switch (exitCode) {
    case undefined:
      return 'no end';
    case 0:
      return 'done';
    case 2:
      return 'failed';
    case 4:
      return 'unreachable';
    case 5:
      return 'would change';
    case 130:
      return 'interrupted';
    default:
      return `exit code ${exitCode}`;
  }
}

const HEAD = ['RUN', 'WHEN', 'PLAYBOOKS', 'RESULT', 'TOOK', 'HOSTS', 'CHANGED', 'FAILED', 'UNREACHABLE'];

/** A table, a run a line. */
export function drawRuns(runs: readonly RunSummary[]): readonly string[] {
  const rows = [HEAD, ...runs.map(describeRow)];
  const widths = HEAD.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function describeRow(run: RunSummary): readonly string[] {
  const names = run.playbooks.map((file) => basename(file)).join(' ');
  return [
    run.run,
    run.at.replace('T', ' ').replace(/\..*/, ''),
    `${showOnOneLine(names, 40)}${run.check ? ' (check)' : ''}`,
    run.result,
    run.durationMs === null ? '' : formatDuration(run.durationMs),
    ...[run.hosts, run.changed, run.failed, run.unreachable].map(String),
  ];
}
