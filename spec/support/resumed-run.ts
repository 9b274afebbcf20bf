import assert from 'node:assert/strict';
import type { RunEvent } from '../../lib/run/events.ts';
import { runOnModel, type ModelRun, type ModelRunOptions } from './model-run.ts';

export type Hosts = ModelRunOptions['hosts'];
type TaskEnded = Extract<RunEvent, { kind: 'task-ended' }>;

/** A task that nothing can tell was done. */
export function act(name: string, rest = ''): string {
  return `{ name: ${name}, setting: { name: ${name}, value: "1", action: true }${rest} }`;
}

/** One that fails while the host's setting `broken` is 1. */
export const FAIL = '{ name: Fail, look: { name: broken } }';

export function play(tasks: readonly string[], rest = ''): string {
  return `- hosts: web\n${rest}  tasks:\n${tasks.map((task) => `    - ${task}\n`).join('')}`;
}

export function statesOf({ hosts }: ModelRun, rest: Readonly<Record<string, string>> = {}): Hosts {
  return Object.fromEntries(
    [...hosts].map(([name, { state }]) => [name, { ...Object.fromEntries(state), ...rest }]),
  );
}

/** Goes on after a run, the last of several, on hosts that are as it left them. */
export function goOn(
  text: string,
  runs: readonly ModelRun[],
  options: Partial<ModelRunOptions> & { readonly mend?: boolean } = {},
): Promise<ModelRun> {
  const last = runs.at(-1) ?? assert.fail();
  return runOnModel(text, {
    hosts: statesOf(last, options.mend === false ? {} : { broken: '0' }),
    earlier: runs.map(({ events }) => events),
    concurrency: 1,
    ...options,
  });
}

/** `host name`, and the run in which it was done where that was an earlier one. */
export function endedOf({ events }: ModelRun): readonly string[] {
  return events
    .filter((event): event is TaskEnded => event.kind === 'task-ended')
    .map(({ host, task, item, status, doneIn }) =>
      [host, task.name, ...(item === undefined ? [] : [item]), doneIn ?? status].join(' '),
    );
}
