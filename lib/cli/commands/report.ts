import { createFileReporter } from '../../report/files/report-file.ts';
import { listJournals } from '../../report/journal/folder.ts';
import { endOf, isOfRun, type Journal } from '../../report/journal/journal.ts';
import { drawRuns, summarizeRun, type RunSummary } from '../../report/journal/list.ts';
import { describeUnderWay } from '../../report/journal/under-way.ts';
import { readJournal } from '../../report/journal/read.ts';
import { createLiveReporter } from '../live-report.ts';
import { parseReportFiles } from '../report-files.ts';
import type { ReportFlags } from '../run-flags.ts';
import { findJournal } from '../runs.ts';
import { locateRuns } from '../runs-place.ts';

export interface ReportCommandFlags extends ReportFlags {
  readonly list: boolean;
}

type Write = (text: string) => void;

/** Tells of a run what its journal has, as it was told then. */
export async function reportCommand(
  run: string | undefined,
  flags: ReportCommandFlags,
  write: Write = (text) => process.stdout.write(text),
): Promise<void> {
  if (flags.list) await listRuns(flags, write);
  else await tellRun(await findJournal(run), flags, write);
}

async function tellRun(journal: Journal, flags: ReportFlags, write: Write): Promise<void> {
  const files = await createFileReporter(parseReportFiles(flags.report ?? []), flags);
  const isJson = flags.output === 'json';
  const { run, at, command } = journal.head;
  const resume = isOfRun(journal.head) ? `${command} --resume ${run}` : undefined;
  const reporter = await createLiveReporter(flags, { write, commands: { again: command, resume } });
  if (!isJson) write(`run ${run} of ${at}\n${command}\n`);
  for (const event of journal.events) {
    reporter.listen(event);
    files.listen(event);
  }
  reporter.close();
  if (!isJson && !endOf(journal)) {
    for (const one of describeUnderWay(journal.events))
      write(`\nstill under way in the background: ${one}\n`);
    write('\nthe journal ends here: the run goes on, or was killed\n');
  }
  await files.close();
}

async function listRuns({ output }: ReportFlags, write: Write): Promise<void> {
  const runs: RunSummary[] = [];
  for (const file of await listJournals(locateRuns())) {
    try {
      runs.push(summarizeRun(await readJournal(file)));
    } catch {
      // One that cannot be read hides none of the others.
      process.stderr.write(`warning: ${file} is no journal that can be read\n`);
    }
  }
  const lines = output === 'json' ? runs.map((run) => JSON.stringify(run)) : drawRuns(runs);
  write(lines.map((line) => `${line}\n`).join(''));
}
