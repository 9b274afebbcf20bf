import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { hintNearest } from '../core/nearest.ts';
import type { Playbook } from '../playbook/model.ts';

/** `--start-at` must name a task; a run of nothing at all would look like success. */
export function checkStartAt(startAt: string | undefined, playbooks: readonly Playbook[]): void {
  if (startAt === undefined) return;
  const tasks = playbooks.flatMap(({ plays }) => plays.flatMap((play) => play.tasks));
  const names = tasks.flatMap((task) => task.name.literal?.value ?? []);
  if (names.includes(startAt)) return;
  throw new DiagnosticsError([
    fault('cli/start-at', `--start-at: there is no task "${startAt}"`, { hint: hintNearest(startAt, names) }),
  ]);
}
