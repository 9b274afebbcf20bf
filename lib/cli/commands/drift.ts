import { createFileReporter } from '../../report/files/report-file.ts';
import { createQuietReporter } from '../../report/quiet.ts';
import { describeCommand } from '../command-line.ts';
import { openJournal } from '../journal.ts';
import { runListened } from '../listened-run.ts';
import { createLiveReporter } from '../live-report.ts';
import { prepareRun } from '../prepare-run.ts';
import { parseReportFiles } from '../report-files.ts';
import type { ChoiceFlags, ReportFlags } from '../run-flags.ts';
import { realSurroundings, type Surroundings } from '../surroundings.ts';

export interface DriftFlags extends ChoiceFlags, ReportFlags {
  /** Whether what cannot be known counts as drift. */
  readonly unknown: boolean;
}

/** Looks whether hosts are as the playbooks want them: a dry run that says nothing where they are. */
export async function driftCommand(
  playbooks: readonly string[],
  flags: DriftFlags,
  surroundings: Surroundings = realSurroundings(),
): Promise<number> {
  const { connect, write } = surroundings;
  const drift = flags.unknown ? 'possible' : 'certain';
  const files = await createFileReporter(parseReportFiles(flags.report ?? []), { diff: flags.diff, drift });
  const prepared = await prepareRun(playbooks, flags, { persist: false, connect });
  const journal = await openJournal({
    command: 'drift',
    playbooks,
    flags: { ...flags, check: true },
    prepared,
  });
  const again = describeCommand('drift', playbooks, flags);
  const reporter = await createLiveReporter(
    { ...flags, output: flags.output ?? 'plain' },
    { write, commands: { again } },
  );
  const quiet = flags.output === 'json' ? reporter : createQuietReporter(reporter, drift);
  const request = { ...prepared.request, check: true, diff: flags.diff, failOnChange: drift } as const;
  return runListened(request, [journal, quiet, files], surroundings);
}
