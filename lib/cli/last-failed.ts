import { resolve } from 'node:path';
import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import type { Inventory } from '../inventory/model.ts';
import type { Playbook } from '../playbook/model.ts';
import { lostHosts } from '../report/journal/journal.ts';
import { selectLimited } from './host-selection.ts';
import { findLastRun } from './runs.ts';

const WORD = '@last-failed';

export interface LimitedRun {
  readonly inventory: Inventory;
  /** What `-i` named. */
  readonly files: readonly string[];
  readonly playbooks: readonly Playbook[];
}

/** The hosts of `--limit`. */
export async function limitHosts(pattern: string, run: LimitedRun): Promise<readonly string[]> {
  return selectLimited(await nameLastFailed(pattern, run), run.inventory);
}

/** Puts names in the place of `@last-failed`: those that the last run of these playbooks lost, on this inventory. */
async function nameLastFailed(pattern: string, run: LimitedRun): Promise<string> {
  const words = pattern.split(',').map((word) => word.trim());
  if (!words.includes(WORD)) return pattern;
  const journal = await findLastRun({
    playbooks: run.playbooks.map(({ file }) => resolve(file)),
    inventory: run.files,
  });
  if (!journal) {
    throw refuse(
      'there is no journal of a run of these playbooks on this inventory',
      'dry runs do not count',
    );
  }
  const lost = lostHosts(journal).filter((name) => run.inventory.hosts.has(name));
  if (lost.length === 0) throw refuse(`no host failed in the last run, ${journal.head.run}`);
  return words.map((word) => (word === WORD ? lost.join(',') : word)).join(',');
}

function refuse(message: string, hint?: string): DiagnosticsError {
  return new DiagnosticsError([fault('cli/last-failed', `--limit ${WORD}: ${message}`, { hint })]);
}
