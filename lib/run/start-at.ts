import { DiagnosticsError, fault, type FaultOptions } from '../core/diagnostic.ts';
import { hintNearest } from '../core/nearest.ts';
import type { Play } from '../playbook/model.ts';
import { hostsOfRun, type HostsOfRunOptions } from './hosts-of-run.ts';
import { isCalled } from './selection.ts';

export interface StartAtOptions extends HostsOfRunOptions {
  readonly plays: readonly Play[];
}

/** `--start-at` must name a task that a host comes to; a run of nothing at all would look like success. */
export function checkStartAt(startAt: string | undefined, { plays, ...options }: StartAtOptions): void {
  if (startAt === undefined) return;
  const having = plays.filter(({ tasks }) => tasks.some((task) => isCalled(task, startAt)));
  const [first] = having;
  if (!first) {
    const names = plays.flatMap(({ tasks }) => tasks.flatMap(({ name }) => name.literal?.value ?? []));
    throw refuse(`there is no task "${startAt}"`, { hint: hintNearest(startAt, names) });
  }
  if (having.some((play) => hostsOfRun(play, options).length > 0)) return;
  const why =
    hostsOfRun(first, { ...options, limit: undefined }).length === 0
      ? 'no host takes part in it'
      : '--limit leaves it none of its hosts';
  const hint = `it stands in the play "${first.name}" of ${first.span.file}:${first.span.line}, and ${why}`;
  throw refuse(`no host comes to the task "${startAt}"`, { hint });
}

function refuse(message: string, options: FaultOptions): DiagnosticsError {
  return new DiagnosticsError([fault('cli/start-at', `--start-at: ${message}`, options)]);
}
