import { dirname, resolve } from 'node:path';
import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { listHosts } from '../report/host-list.ts';
import { fileOf } from '../report/journal/folder.ts';
import { endOf, isOfRun, type Journal, type JournalHead } from '../report/journal/journal.ts';
import { readJournal } from '../report/journal/read.ts';
import { DoneBefore } from '../run/done-before.ts';
import { readVersion } from './package-root.ts';
import type { PreparedRun } from './prepare-run.ts';
import { describeOtherWords, type AskedRun } from './resume-words.ts';
import { findJournal, findLastRun } from './runs.ts';

/**
 * What was done before in the run to go on after, or `true` for the last one of the same words. Throws
 * DiagnosticsError where there is none that can be gone on after.
 */
export async function resumeRun(wanted: string | true, asked: AskedRun): Promise<DoneBefore> {
  const journal = wanted === true ? await findLast(asked) : await findNamed(wanted, asked);
  const { run } = journal.head;
  if (endOf(journal)?.exitCode === 0) {
    throw refuse(`the run ${run} ended well: there is nothing to go on after`, 'run without --resume');
  }
  const { project, request } = asked.prepared;
  const done = new DoneBefore({
    plays: project.playbooks.flatMap(({ plays }) => plays),
    runs: (await readChain(journal)).map(({ head, events }) => ({ run: head.run, events })),
    redact: (text) => request.redactor.redact(text),
  });
  refuseChanged(findChanges(journal.head, asked.prepared), done);
  return done;
}

async function findLast(asked: AskedRun): Promise<Journal> {
  const { project } = asked.prepared;
  const of = {
    playbooks: project.playbooks.map(({ file }) => resolve(file)),
    inventory: asked.flags.inventory,
  };
  const last = await findLastRun({
    ...of,
    fits: (head) => isOfRun(head) && describeOtherWords(head, asked).length === 0,
  });
  if (last) return last;
  const other = await findLastRun({ ...of, fits: isOfRun });
  if (other) throw refuseWords(other.head, asked);
  throw refuse('there is no journal of a run of these playbooks on this inventory', 'dry runs do not count');
}

async function findNamed(run: string, asked: AskedRun): Promise<Journal> {
  const journal = await findJournal(run);
  const { head } = journal;
  if (!isOfRun(head)) {
    throw refuse(`${head.run} is no run to go on after: it was "${head.command}"`);
  }
  if (describeOtherWords(head, asked).length > 0) throw refuseWords(head, asked);
  return journal;
}

function refuseWords(head: JournalHead, asked: AskedRun): DiagnosticsError {
  const others = describeOtherWords(head, asked).join('; ');
  return refuse(`the run ${head.run} was asked for otherwise: ${others}`, `its words were: ${head.command}`);
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

function refuseChanged(changed: readonly string[], done: DoneBefore): void {
  if (changed.length === 0) return;
  const faults = changed.map((what, at) =>
    fault('cli/resume-files', `not as it was in ${done.after ?? 'that run'}: ${what}`, {
      hint: at === changed.length - 1 ? describePlainRun(done) : undefined,
    }),
  );
  throw new DiagnosticsError(faults);
}

/** What a run without `--resume` would come to. */
function describePlainRun({ rounds }: DoneBefore): string {
  const safe = 'a run without --resume leaves alone what is in sync';
  const hosts = new Map<string, Set<string>>();
  for (const { task, host } of rounds) {
    const what = `"${task.name}" [${task.id}]`;
    hosts.set(what, (hosts.get(what) ?? new Set()).add(host));
  }
  const again = [...hosts].map(([what, on]) => `${what} on ${listHosts([...on])}`);
  return again.length === 0 ? safe : `${safe}, and does again: ${again.join('; ')}`;
}

function refuse(message: string, hint?: string): DiagnosticsError {
  return new DiagnosticsError([fault('cli/resume', `--resume: ${message}`, { hint })]);
}
