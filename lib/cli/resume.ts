import { dirname, resolve } from 'node:path';
import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { fileOf } from '../report/journal/folder.ts';
import { endOf, isOfRun, type Journal, type JournalHead } from '../report/journal/journal.ts';
import { readJournal } from '../report/journal/read.ts';
import { DoneBefore } from '../run/done-before.ts';
import { describeRounds, refuseChanged } from './resume-files.ts';
import { describeOtherWords, type AskedRun } from './resume-words.ts';
import { findJournal, findLastRun } from './runs.ts';

/**
 * What was done before in the run to go on after, or `true` for the last one of the same words. Throws
 * DiagnosticsError where there is none that can be gone on after.
 */
export async function resumeRun(wanted: string | true, asked: AskedRun): Promise<DoneBefore> {
  const journal = wanted === true ? await findLast(asked) : await findNamed(wanted, asked);
  const { head } = journal;
  if (hasEndedWell(journal)) {
    throw refuse(`the run ${head.run} ended well: there is nothing to go on after`, 'run without --resume');
  }
  const done = await learnDone(journal, asked);
  refuseChanged(head, asked.prepared, done.rounds);
  if (wanted === true) await refuseDoubt(journal, done, asked);
  return done;
}

async function findLast(asked: AskedRun): Promise<Journal> {
  const last = await findRun(asked, (head) => describeOtherWords(head, asked).length === 0);
  if (last) return last;
  const other = await findRun(asked, () => true);
  if (other) throw refuseWords(other.head, asked);
  throw refuse('there is no journal of a run of these playbooks on this inventory', 'dry runs do not count');
}

async function findNamed(run: string, asked: AskedRun): Promise<Journal> {
  const journal = await findJournal(run);
  const { head } = journal;
  if (!isOfRun(head)) throw refuse(`${head.run} is no run to go on after: it was "${head.command}"`);
  if (describeOtherWords(head, asked).length > 0) throw refuseWords(head, asked);
  return journal;
}

function findRun(
  { prepared: { project }, flags: { inventory } }: AskedRun,
  isMeant: (head: JournalHead) => boolean,
): Promise<Journal | undefined> {
  const playbooks = project.playbooks.map(({ file }) => resolve(file));
  return findLastRun({ playbooks, inventory, fits: (head) => isOfRun(head) && isMeant(head) });
}

function refuseWords(head: JournalHead, asked: AskedRun): DiagnosticsError {
  const others = describeOtherWords(head, asked).join('; ');
  return refuse(`the run ${head.run} was asked for otherwise: ${others}`, `its words were: ${head.command}`);
}

function hasEndedWell(journal: Journal): boolean {
  return endOf(journal)?.exitCode === 0;
}

async function learnDone(journal: Journal, { prepared }: AskedRun): Promise<DoneBefore> {
  const { project, request } = prepared;
  return new DoneBefore({
    plays: project.playbooks.flatMap(({ plays }) => plays),
    runs: (await readChain(journal)).map(({ head, events }) => ({ run: head.run, events })),
    redact: (text) => request.redactor.redact(text),
  });
}

/** The run and those that it goes on after itself, the oldest first. */
async function readChain(last: Journal): Promise<readonly Journal[]> {
  const { run, resumes } = last.head;
  if (resumes === undefined) return [last];
  const before = await readJournal(fileOf(dirname(last.file), resumes, { check: false })).catch(
    () => undefined,
  );
  if (before) return [...(await readChain(before)), last];
  throw refuse(
    `the run ${run} goes on after ${resumes}, of which there is no journal any more`,
    'run without --resume, which repeats commands without a guard',
  );
}

/**
 * A run that began anew after one that did not end well, and did not come as far: somebody may have typed it by
 * mistake, or have set the hosts back. Who of them is meant is for people to say.
 */
async function refuseDoubt({ head }: Journal, done: DoneBefore, asked: AskedRun): Promise<void> {
  if (head.resumes !== undefined) return;
  const isEarlier = ({ run }: JournalHead): boolean => run < head.run;
  const before = await findRun(asked, (one) => isEarlier(one) && describeOtherWords(one, asked).length === 0);
  if (!before || hasEndedWell(before)) return;
  const { rounds } = await learnDone(before, asked);
  const more = rounds.filter(({ host, place }) => !done.has(host, place));
  if (more.length === 0) return;
  throw refuse(
    `the run ${head.run} began anew after ${before.head.run}, and did not come to what that did: ${describeRounds(more)}`,
    `--resume ${before.head.run} takes it as done, --resume ${head.run} does it again`,
  );
}

function refuse(message: string, hint?: string): DiagnosticsError {
  return new DiagnosticsError([fault('cli/resume', `--resume: ${message}`, { hint })]);
}
