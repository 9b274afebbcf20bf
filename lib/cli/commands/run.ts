import type { Commands } from '../../report/contract.ts';
import { createFileReporter } from '../../report/files/report-file.ts';
import { describeCommand } from '../command-line.ts';
import { openJournal } from '../journal.ts';
import { runListened } from '../listened-run.ts';
import { createLiveReporter } from '../live-report.ts';
import { openPrompts } from '../prompts.ts';
import { prepareRun, type PreparedRun } from '../prepare-run.ts';
import { shareQuestions, type SharedQuestions } from '../questions.ts';
import { parseReportFiles } from '../report-files.ts';
import { resumeRun } from '../resume.ts';
import type { RunFlags } from '../run-flags.ts';
import { checkStepwise, openStepwise, type Stepwise } from '../stepwise.ts';
import { realSurroundings, type Surroundings } from '../surroundings.ts';

/** Load, validate, connect, run, report. */
export async function runCommand(
  playbooks: readonly string[],
  flags: RunFlags,
  surroundings: Surroundings = realSurroundings(),
): Promise<number> {
  const terminal = shareQuestions(() => surroundings.openQuestions?.());
  try {
    const stepwise = flags.step ? openStepwise(flags, terminal) : undefined;
    return await runOrCheck(playbooks, flags, { surroundings, terminal, stepwise });
  } finally {
    terminal.close();
  }
}

async function runOrCheck(
  playbooks: readonly string[],
  { resume, ...flags }: RunFlags,
  options: {
    readonly surroundings: Surroundings;
    readonly terminal: SharedQuestions;
    readonly stepwise: Stepwise | undefined;
  },
): Promise<number> {
  const { surroundings, terminal, stepwise } = options;
  const { connect, write } = surroundings;
  const { check, diff, failOnChange } = flags;
  const files = await createFileReporter(parseReportFiles(flags.report ?? []), flags);
  const prepared = await prepareRun(playbooks, flags, { persist: !check, connect });
  if (stepwise) checkStepwise(prepared.project.playbooks);
  const prompts = openPrompts({ ...prepared.request, check, diff }, { ...flags, terminal });
  const done = resume === undefined ? undefined : await resumeRun(resume, { prepared, flags });
  const journal = await openJournal({ command: 'run', playbooks, flags, prepared, resumes: done?.after });
  const commands = describeCommands(playbooks, flags, { prepared, hasJournal: journal.run !== undefined });
  // A live tree would draw over a question.
  const isAsked = stepwise !== undefined || prompts?.onTerminal === true;
  const reporter = await createLiveReporter(isAsked ? { ...flags, output: 'plain' } : flags, {
    write,
    commands,
  });
  const request = {
    ...prepared.request,
    check,
    diff,
    failOnChange: failOnChange ? 'possible' : undefined,
    mayStart: stepwise?.mayStart,
    confirm: prompts?.confirm,
    stop: AbortSignal.any([stepwise?.stop ?? [], prompts?.stop ?? []].flat()),
    done,
  } as const;
  return runListened(request, [journal, reporter, files], surroundings);
}

/** What may be typed after a run; what a journal is needed for, only where there is one. */
function describeCommands(
  playbooks: readonly string[],
  flags: Omit<RunFlags, 'resume'>,
  options: { readonly prepared: PreparedRun; readonly hasJournal: boolean },
): Commands {
  const again = describeCommand('run', playbooks, flags);
  if (!options.hasJournal || flags.check) return { again };
  const { limit } = options.prepared.request;
  // By then `@last-failed` may be other hosts.
  const same = flags.limit?.includes('@') ? { limit: [...(limit ?? [])].join(',') } : {};
  return {
    again,
    failedOnly: describeCommand('run', playbooks, { ...flags, limit: '@last-failed' }),
    resume: describeCommand('run', playbooks, { ...flags, ...same, resume: true }),
  };
}
