import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { createQuietReporter } from '../../report/quiet.ts';
import { createFileReporter } from '../../report/files/report-file.ts';
import { admitPlanned, findMoved, PlanRecorder, type Moved } from '../../run/saved-plan.ts';
import { openJournal } from '../journal.ts';
import { runListened, type Audience } from '../listened-run.ts';
import { createLiveReporter } from '../live-report.ts';
import { findChangedFiles, readPlan, type SavedPlan } from '../plan-file.ts';
import { openPrompts } from '../prompts.ts';
import { prepareRun, type PreparedRun } from '../prepare-run.ts';
import { shareQuestions, type SharedQuestions } from '../questions.ts';
import { parseReportFiles } from '../report-files.ts';
import type { ChoiceFlags, ReportFlags } from '../run-flags.ts';
import { realSurroundings, type Surroundings } from '../surroundings.ts';

export interface ApplyFlags extends ReportFlags {
  readonly identity?: string;
  /** Whether hosts that have moved are left out rather than all refused. */
  readonly skipStale: boolean;
  /** Whether prompts of `pause` are answered beforehand. */
  readonly yes?: boolean;
}

/** Takes the steps of a plan: on hosts that are as they were when it was made, and no other steps. */
export async function applyCommand(
  file: string,
  flags: ApplyFlags,
  surroundings: Surroundings = realSurroundings(),
): Promise<number> {
  const terminal = shareQuestions(() => surroundings.openQuestions?.());
  try {
    return await applyPlan(file, flags, { surroundings, terminal });
  } finally {
    terminal.close();
  }
}

async function applyPlan(
  file: string,
  flags: ApplyFlags,
  options: { readonly surroundings: Surroundings; readonly terminal: SharedQuestions },
): Promise<number> {
  const { surroundings, terminal } = options;
  const plan = await readPlan(file);
  const reports = await createFileReporter(parseReportFiles(flags.report ?? []), flags);
  const choice = choiceOf(plan, flags);
  const prepared = await prepareUnchanged(plan, choice, surroundings);
  const prompts = openPrompts({ ...prepared.request, check: false, diff: false }, { ...flags, terminal });
  const key = Buffer.from(plan.key, 'hex');
  const recorder = new PlanRecorder(key);
  const looked = await lookAgain(prepared, recorder, surroundings);
  if (looked.code !== 0) return looked.code;
  const moved = findMoved(plan.tasks, recorder.tasks);
  if (!tellMoved(moved, flags)) return 2;
  const stale = new Set(moved.map(({ host }) => host));
  const fresh = new Set(looked.hosts.filter((host) => !stale.has(host)));
  if (fresh.size === 0) return 2;
  const audience = [
    await openJournal({
      ...{ command: 'apply', playbooks: plan.playbooks, prepared },
      flags: { ...choice, check: false, diff: flags.diff },
    }),
    // A live tree would draw over a question.
    await createLiveReporter(prompts?.onTerminal ? { ...flags, output: 'plain' } : flags, {
      write: surroundings.write,
      commands: {},
    }),
    reports,
  ];
  const witness = admitPlanned(plan.tasks, key);
  const request = {
    ...{ ...prepared.request, limit: fresh, check: false, diff: flags.diff, witness },
    ...{ confirm: prompts?.confirm, stop: prompts?.stop },
  };
  const code = await runListened(request, audience, surroundings);
  return code === 0 && stale.size > 0 ? 2 : code;
}

function choiceOf({ inventory, words }: SavedPlan, { identity }: ApplyFlags): ChoiceFlags {
  const { limit, ...rest } = words;
  return {
    ...rest,
    inventory,
    identity,
    limit: limit?.join(','),
  };
}

/** The project as it was planned. Throws DiagnosticsError where a file is another. */
async function prepareUnchanged(
  plan: SavedPlan,
  choice: ChoiceFlags,
  { connect }: Surroundings,
): Promise<PreparedRun> {
  refuseChanged(await findChangedFiles(plan.files));
  const { extraVars } = plan;
  const prepared = await prepareRun(plan.playbooks, choice, { persist: true, connect, extraVars });
  const more = [...prepared.files.keys()].filter((file) => !Object.hasOwn(plan.files, file));
  refuseChanged(more.map((file) => `${file} was not there`));
  return prepared;
}

function refuseChanged(changed: readonly string[]): void {
  if (changed.length === 0) return;
  const hint = 'plan again';
  throw new DiagnosticsError(
    changed.map((what) => fault('cli/plan-files', `not what was planned: ${what}`, { hint })),
  );
}

/** The dry run once more, without a word but for what goes wrong. */
async function lookAgain(
  { request }: PreparedRun,
  recorder: PlanRecorder,
  surroundings: Surroundings,
): Promise<{ readonly code: number; readonly hosts: readonly string[] }> {
  let hosts: readonly string[] = [];
  const watcher: Audience = {
    listen: (event) => {
      recorder.listen(event);
      if (event.kind === 'run-started') hosts = event.hosts;
    },
    close: () => undefined,
  };
  const options = { write: surroundings.write, commands: {} };
  const reporter = await createLiveReporter({ diff: false, output: 'plain', verbose: 0 }, options);
  const onlyFailures = createQuietReporter(reporter, undefined);
  const dry = { ...request, check: true, diff: false, witness: recorder.witness };
  const code = await runListened(dry, [watcher, onlyFailures], surroundings);
  return { code, hosts };
}

/** Says which hosts are stale and why. False where that is the end of it. */
function tellMoved(moved: readonly Moved[], { skipStale }: ApplyFlags): boolean {
  for (const { host, name, task, what } of moved) {
    process.stderr.write(`stale: ${host}: "${name}" [${task}]: ${what}\n`);
  }
  if (moved.length === 0 || skipStale) return true;
  process.stderr.write('nothing was touched; plan again, or go on with the other hosts by --skip-stale\n');
  return false;
}
