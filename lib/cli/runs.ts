import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { hintNearest } from '../core/nearest.ts';
import { idOf, isOfCheck, listJournals } from '../report/journal/folder.ts';
import type { Journal, JournalHead } from '../report/journal/journal.ts';
import { readHead, readJournal } from '../report/journal/read.ts';
import { locateRuns } from './runs-place.ts';

/** A journal by the id of its run, the start of it, or its path; the latest without. */
export async function findJournal(run: string | undefined): Promise<Journal> {
  const folder = locateRuns();
  const all = await listJournals(folder);
  if (run === undefined) {
    const last = all.at(-1);
    if (last !== undefined) return readJournal(last);
    throw refuse(`there is no journal of a run in ${folder}`);
  }
  if (run.includes('/') || existsSync(run)) return readJournal(run);
  const found = all.filter((file) => idOf(file).startsWith(run));
  const [only] = found;
  if (only !== undefined && found.length === 1) return readJournal(only);
  if (found.length > 1) throw refuse(`${run} may be any of ${found.map(idOf).join(', ')}`);
  throw refuse(
    `there is no run ${run} in ${folder}`,
    hintNearest(run, all.map(idOf)) ?? 'k3play report --list has them all',
  );
}

/** Which runs are meant; what is not said may be anything. */
export interface RunsOf {
  /** Absolute. */
  readonly playbooks?: readonly string[];
  readonly inventory?: readonly string[];
  readonly fits?: (head: JournalHead) => boolean;
}

/** The latest run of these files that was no dry run. */
export async function findLastRun({ playbooks, inventory, fits }: RunsOf): Promise<Journal | undefined> {
  const isMeant = (head: JournalHead): boolean =>
    (fits === undefined || fits(head)) &&
    (inventory === undefined ||
      inventory.map((file) => resolve(file)).join('\n') === head.inventory.join('\n')) &&
    (playbooks === undefined || playbooks.join('\n') === head.playbooks.join('\n'));
  for (const file of (await listJournals(locateRuns())).toReversed()) {
    if (isOfCheck(file)) continue;
    const head = await readHead(file);
    if (head && isMeant(head)) return readJournal(file);
  }
  return undefined;
}

function refuse(message: string, hint?: string): DiagnosticsError {
  return new DiagnosticsError([fault('cli/runs', message, { hint })]);
}
