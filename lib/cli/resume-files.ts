import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { listHosts } from '../report/host-list.ts';
import type { JournalHead } from '../report/journal/journal.ts';
import type { DoneRound } from '../run/done-rounds.ts';
import { readVersion } from './package-root.ts';
import type { PreparedRun } from './prepare-run.ts';

/** Throws DiagnosticsError where something is not as it was in the run, with what was done in it. */
export function refuseChanged(head: JournalHead, prepared: PreparedRun, done: readonly DoneRound[]): void {
  const changed = findChanges(head, prepared);
  if (changed.length === 0) return;
  const safe = 'a run without --resume leaves alone what is in sync';
  const hint = done.length === 0 ? safe : `${safe}, and does again: ${describeRounds(done)}`;
  throw new DiagnosticsError(
    changed.map((what, at) =>
      fault('cli/resume-files', `not as it was in ${head.run}: ${what}`, {
        hint: at === changed.length - 1 ? hint : undefined,
      }),
    ),
  );
}

/** What decides on the tasks of a run and is not as it was; templates are proved anew on each host. */
function findChanges(head: JournalHead, { files, templates }: PreparedRun): readonly string[] {
  const free = new Set([...(head.templates ?? []), ...templates]);
  const all = new Set([...Object.keys(head.files), ...files.keys()]);
  const changed = [...all].flatMap((file) => {
    const [was, is] = [head.files[file], files.get(file)];
    if (free.has(file) || was === is) return [];
    if (was === undefined) return [`${file} was not there`];
    return [is === undefined ? `${file} is not read any more` : `${file} is another now`];
  });
  const version = readVersion();
  return head.k3play === version ? changed : [...changed, `k3play is ${version} now, and was ${head.k3play}`];
}

/** Each task with the hosts on which it was done. */
export function describeRounds(rounds: readonly DoneRound[]): string {
  const hosts = new Map<string, Set<string>>();
  for (const { task, host } of rounds) {
    const what = `"${task.name}" [${task.id}]`;
    hosts.set(what, (hosts.get(what) ?? new Set()).add(host));
  }
  return [...hosts].map(([what, on]) => `${what} on ${listHosts([...on].toSorted())}`).join('; ');
}
