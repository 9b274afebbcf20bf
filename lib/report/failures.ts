import type { Failure, RunEvent, TaskRef } from '../run/events.ts';
import { describeFailure } from './failure-lines.ts';
import type { TaskEnded } from './fold.ts';
import type { Look } from './look.ts';
import { showOnOneLine } from './show-plainly.ts';

interface Loss {
  readonly task: TaskRef | undefined;
  readonly item: string | undefined;
  readonly failure: Failure;
  readonly hosts: string[];
}

/** Remembers what failed, to say it again where the eye is at the end. */
export class Failures {
  readonly #losses = new Map<string, Loss>();

  addHost({ host, failure }: Extract<RunEvent, { kind: 'host-failed' }>): void {
    this.#add(host, { task: undefined, item: undefined, failure });
  }

  addResult({ host, task, item, failure, borne }: TaskEnded): void {
    if (failure && borne === undefined) this.#add(host, { task, item, failure });
  }

  /** Cause first, then hint, hosts with the same failure told once; [] where nothing failed. */
  describe(look: Look): readonly string[] {
    const { paint } = look;
    return [...this.#losses.values()].flatMap(({ task, item, failure, hosts }) => [
      `${paint.red(paint.bold(hosts.join(', ')))}${describePlace(task, item, look)}`,
      ...describeFailure(failure, look).map((line) => `  ${line}`),
    ]);
  }

  #add(host: string, loss: Omit<Loss, 'hosts'>): void {
    const key = JSON.stringify([loss.task?.id, loss.item, loss.failure]);
    const known = this.#losses.get(key);
    if (known) known.hosts.push(host);
    else this.#losses.set(key, { ...loss, hosts: [host] });
  }
}

function describePlace(task: TaskRef | undefined, item: string | undefined, { paint }: Look): string {
  if (!task) return ' while connecting';
  const label = item === undefined ? '' : ` (item ${showOnOneLine(item, 60)})`;
  return ` in "${showOnOneLine(task.name)}"${label} ${paint.dim(`[${task.id}]`)}`;
}
