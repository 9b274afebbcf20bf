import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { createFileReporter } from '../../report/files/report-file.ts';
import { PlanRecorder } from '../../run/saved-plan.ts';
import { logReads } from '../../source/read-log.ts';
import { describeCommand } from '../command-line.ts';
import { parseExtraVars } from '../extra-vars.ts';
import { openJournal } from '../journal.ts';
import { runListened } from '../listened-run.ts';
import { createLiveReporter } from '../live-report.ts';
import { readVersion } from '../package-root.ts';
import { writePlan } from '../plan-file.ts';
import { prepareRun, type PreparedRun } from '../prepare-run.ts';
import { parseReportFiles } from '../report-files.ts';
import type { ChoiceFlags, ReportFlags } from '../run-flags.ts';
import { realSurroundings, type Surroundings } from '../surroundings.ts';

export interface PlanFlags extends ChoiceFlags, ReportFlags {
  readonly outFile: string;
}

/** A dry run whose steps are kept, to be taken by `apply` and no others. */
export async function planCommand(
  playbooks: readonly string[],
  flags: PlanFlags,
  surroundings: Surroundings = realSurroundings(),
): Promise<number> {
  const extraVars = await parseExtraVars(flags.extraVars ?? []);
  const key = randomBytes(32);
  const plan = new PlanRecorder(key);
  const { value, files } = await logReads(async () => {
    // Secrets that are made now are kept: the steps of the plan are made of them.
    const prepared = await prepareRun(playbooks, flags, { ...surroundings, persist: true, extraVars });
    return { prepared, code: await lookOnly({ playbooks, flags, prepared, plan }, surroundings) };
  });
  if (value.code !== 0) {
    process.stderr.write('no plan was written: the dry run did not end well\n');
    return value.code;
  }
  const { prepared } = value;
  const { limit } = prepared.request;
  const { tags, skipTags, startAt, skipPreflight, concurrency } = flags;
  await writePlan(flags.outFile, {
    ...{ format: 'k3play-plan', version: 1, k3play: readVersion(), at: new Date().toISOString() },
    command: describeCommand('plan', playbooks, flags),
    key: key.toString('hex'),
    playbooks: prepared.project.playbooks.map(({ file }) => resolve(file)),
    inventory: flags.inventory.map((file) => resolve(file)),
    words: { tags, skipTags, startAt, skipPreflight, concurrency, limit: limit && [...limit] },
    extraVars,
    files: Object.fromEntries(files),
    tasks: plan.tasks,
  });
  surroundings.write(flags.output === 'json' ? '' : `\napply it with: k3play apply ${flags.outFile}\n`);
  return 0;
}

interface Look {
  readonly playbooks: readonly string[];
  readonly flags: PlanFlags;
  readonly prepared: PreparedRun;
  readonly plan: PlanRecorder;
}

async function lookOnly(
  { playbooks, flags, prepared, plan }: Look,
  surroundings: Surroundings,
): Promise<number> {
  const { diff } = flags;
  const journal = await openJournal({
    ...{ command: 'plan', playbooks, flags: { ...flags, check: true }, prepared },
  });
  const reporter = await createLiveReporter(flags, { write: surroundings.write, commands: {} });
  const files = await createFileReporter(parseReportFiles(flags.report ?? []), flags);
  const recorder = { listen: plan.listen, close: () => undefined };
  const request = { ...prepared.request, check: true, diff, witness: plan.witness };
  return runListened(request, [journal, recorder, reporter, files], surroundings);
}
