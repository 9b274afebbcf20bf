import type { RunEvent } from '../run/events.ts';

export type TaskEnded = Extract<RunEvent, { kind: 'task-ended' }>;

/** One result and all the hosts that have it. */
export interface Folded {
  readonly result: TaskEnded;
  readonly hosts: readonly string[];
}

const ORDER: readonly TaskEnded['status'][] = [
  'ok',
  'skipped',
  'unknown',
  'changed',
  'failed',
  'unreachable',
];

/** Folds equal results of several hosts into one, the worst last, where the eye is. */
export function foldResults(results: readonly TaskEnded[]): readonly Folded[] {
  const groups = new Map<string, { result: TaskEnded; hosts: Set<string> }>();
  for (const result of results.map(dropQuietItem)) {
    const { status, borne, doneIn, message, failure, steps, item } = result;
    const key = JSON.stringify([status, borne, doneIn, message, failure, steps, item]);
    const group = groups.get(key) ?? { result, hosts: new Set() };
    group.hosts.add(result.host);
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ result, hosts }) => ({ result, hosts: [...hosts] }))
    .sort((a, b) => ORDER.indexOf(a.result.status) - ORDER.indexOf(b.result.status));
}

/** Items of a loop that say nothing of their own are one result. */
function dropQuietItem(result: TaskEnded): TaskEnded {
  const quiet = (result.status === 'ok' && result.message === undefined) || result.status === 'skipped';
  return quiet ? { ...result, item: undefined } : result;
}
