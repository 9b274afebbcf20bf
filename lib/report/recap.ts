import type { Counts, HostStatus, RunEvent } from '../run/events.ts';
import { formatDuration } from './duration.ts';
import { listHosts } from './host-list.ts';
import { type Paint, paintStatus } from './paint.ts';

export type RunEnded = Extract<RunEvent, { kind: 'run-ended' }>;

const STATUSES: readonly HostStatus[] = ['ok', 'changed', 'unknown', 'skipped', 'failed', 'unreachable'];
/** Beyond so many hosts those with equal counts share a row. */
const MOST_ROWS = 12;

/** `web1 : ok=3 changed=1 unknown=0 skipped=0 failed=0 unreachable=0`; scripts rely on this very form. */
export function describeCounts(host: string, counts: Counts): string {
  return `${host} : ${STATUSES.map((status) => `${status}=${counts[status]}`).join(' ')}`;
}

/** What came of the run, in one line. */
export function describeVerdict(
  ended: RunEnded,
  options: { readonly paint: Paint; readonly check: boolean },
): string {
  const { paint, check } = options;
  const took = `in ${formatDuration(ended.durationMs)}`;
  const changed = sum(ended, 'changed');
  const unknown = sum(ended, 'unknown');
  const doubt = unknown === 0 ? '' : `, ${unknown} cannot be known`;
  const names = nameHosts(ended);
  switch (ended.exitCode) {
    case 0:
    case 5:
      return check
        ? paint.bold(`checked ${names} ${took}: ${changed} would change${doubt}; nothing was touched`)
        : paint.green(paint.bold(`done on ${names} ${took}: ${countOf(changed, 'change')}`));
    case 130:
      return paint.yellow(
        paint.bold(
          `interrupted after ${formatDuration(ended.durationMs)}: ${countOf(changed, 'change')} made`,
        ),
      );
    case 2:
    case 4:
      return paint.red(paint.bold(`${describeLosses(ended)} after ${formatDuration(ended.durationMs)}`));
    default:
      return paint.red(paint.bold(`ended with exit code ${ended.exitCode} ${took}`));
  }
}

/** A table of hosts and counts, zeros dim, equal rows of many hosts as one. */
export function drawRecap({ hosts }: RunEnded, paint: Paint): readonly string[] {
  const rows = foldRows(hosts);
  const widths = STATUSES.map((status) =>
    Math.max(status.length, ...rows.map(({ counts }) => String(counts[status]).length)),
  );
  const width = Math.max(4, ...rows.map(({ name }) => name.length));
  const head = STATUSES.map((status, at) => status.padStart(widths[at] ?? 0));
  return [
    paint.dim([''.padEnd(width), ...head].join('  ')),
    ...rows.map(({ name, counts }) =>
      [
        name.padEnd(width),
        ...STATUSES.map((status, at) => drawCount(status, { counts, paint, width: widths[at] ?? 0 })),
      ].join('  '),
    ),
  ];
}

function drawCount(status: HostStatus, options: { counts: Counts; paint: Paint; width: number }): string {
  const count = options.counts[status];
  const text = String(count).padStart(options.width);
  return count === 0 ? options.paint.dim(text) : paintStatus(options.paint, status)(text);
}

function foldRows(hosts: RunEnded['hosts']): readonly { readonly name: string; readonly counts: Counts }[] {
  const entries = Object.entries(hosts).map(([name, counts]) => ({ name, counts }));
  if (entries.length <= MOST_ROWS) return entries;
  const rows = new Map<string, { names: string[]; counts: Counts }>();
  for (const { name, counts } of entries) {
    const key = describeCounts('', counts);
    const row = rows.get(key) ?? { names: [], counts };
    row.names.push(name);
    rows.set(key, row);
  }
  return [...rows.values()].map(({ names, counts }) => ({ name: listHosts(names), counts }));
}

function describeLosses({ hosts }: RunEnded): string {
  const having = (status: HostStatus): string[] =>
    Object.entries(hosts).flatMap(([name, counts]) => (counts[status] > 0 ? [name] : []));
  const failed = having('failed');
  const unreachable = having('unreachable');
  return [
    ...(failed.length === 0 ? [] : [`failed on ${listHosts(failed)}`]),
    ...(unreachable.length === 0 ? [] : [`${listHosts(unreachable)} unreachable`]),
  ].join(', ');
}

function nameHosts({ hosts }: RunEnded): string {
  return countOf(Object.keys(hosts).length, 'host');
}

function sum({ hosts }: RunEnded, status: HostStatus): number {
  return Object.values(hosts).reduce((total, counts) => total + counts[status], 0);
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
