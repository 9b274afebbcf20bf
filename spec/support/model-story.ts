import assert from 'node:assert/strict';
import { type ModelRun, type ModelRunOptions, runOnModel } from './model-run.ts';

/** A task that goes on until another one has set that to 1. */
export function until(name: string): string {
  return `look: { name: ${name} }, until: result.rc == 1, failed_when: false, retries: 100000, delay: 0`;
}

/** Runs tasks of one play, on a host `w1` unless others are given. */
export function runTasks(
  tasks: string,
  options: Partial<ModelRunOptions> & { readonly play?: string } = {},
): Promise<ModelRun> {
  const hosts = { w1: { a: '0', b: '0' } };
  return runOnModel(`- hosts: web\n${options.play ?? ''}  tasks:\n${tasks}`, { hosts, ...options });
}

/** What is told, in order, but for names of hosts: `+` where a task begins, `&` where it goes on in the background. */
export function storyOf({ events }: Pick<ModelRun, 'events'>, host?: string): readonly string[] {
  return events.flatMap((event) => {
    if (event.kind === 'task-started') return host === undefined ? [`+ ${event.task.name}`] : [];
    if (event.kind !== 'task-ended' && event.kind !== 'task-detached') return [];
    if (host !== undefined && event.host !== host) return [];
    if (event.kind === 'task-detached') return [`& ${event.task.name}`];
    const borne = event.borne === undefined ? '' : `, ${event.borne}`;
    return [`${event.task.name}: ${event.status}${borne}`];
  });
}

export function messagesOf({ events }: ModelRun): readonly unknown[] {
  return events.flatMap((event) =>
    event.kind === 'task-ended' && event.task.module === 'debug' ? [event.message] : [],
  );
}

export function endOf({ events }: ModelRun) {
  const last = events.at(-1);
  assert.ok(last?.kind === 'run-ended');
  return last;
}

export function stepsOf({ events }: ModelRun) {
  return events.flatMap((event) => (event.kind === 'task-ended' ? [[event.task.name, event.steps]] : []));
}
