import { homedir, hostname, userInfo } from 'node:os';
import { createConnect } from '../../connection/connect.ts';
import { createFileReporter } from '../../report/files/report-file.ts';
import { createReporter, type OutputForm } from '../../report/reporter.ts';
import { runPlaybooks } from '../../run/run.ts';
import { checkStartAt } from '../../run/start-at.ts';
import { createRedactor } from '../../secrets/redactor.ts';
import { parseExtraVars } from '../extra-vars.ts';
import { selectLimited } from '../host-selection.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { keepSecretsOf } from '../keep-secrets.ts';
import { loadProject, templateFolders } from '../project.ts';
import { parseReportFiles } from '../report-files.ts';
import { checkSkipPreflight, skipPreflight } from '../skip-preflight.ts';

export interface RunFlags {
  readonly inventory: readonly string[];
  readonly check: boolean;
  readonly diff: boolean;
  readonly limit?: string;
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  readonly extraVars?: readonly string[];
  readonly concurrency: number;
  readonly startAt?: string;
  readonly skipPreflight?: readonly string[];
  readonly output?: OutputForm;
  readonly report?: readonly string[];
  readonly failOnChange: boolean;
  readonly verbose: number;
  readonly identity?: string;
}

/** Load, validate, connect, run, report. */
export async function runCommand(playbooks: readonly string[], flags: RunFlags): Promise<number> {
  const extraVars = {
    ...(await parseExtraVars(flags.extraVars ?? [])),
    ...skipPreflight(flags.skipPreflight),
  };
  const files = await createFileReporter(parseReportFiles(flags.report ?? []), flags);
  const project = await loadProject({
    playbooks,
    inventory: flags.inventory,
    extraVars,
    persist: !flags.check,
    identity: flags.identity,
    standIns: false,
  });
  const limit =
    flags.limit === undefined ? undefined : new Set(await selectLimited(flags.limit, project.inventory));
  checkStartAt(flags.startAt, project.playbooks);
  checkSkipPreflight(flags.skipPreflight, project.playbooks);
  await project.generated.save();

  const redactor = createRedactor();
  keepSecretsOf(project, redactor);
  const reporter = await createReporter({
    output: flags.output ?? (process.stdout.isTTY ? 'tty' : 'plain'),
    write: (text) => process.stdout.write(text),
    columns: process.stdout.columns,
    rows: process.stdout.rows,
    command: describeCommand(playbooks, flags),
    colour: wantsColour(),
    diff: flags.diff,
    verbosity: flags.verbose,
  });
  const interrupt = listenForInterrupt();
  try {
    return await runPlaybooks({
      ...project,
      redactor,
      listen: (event) => {
        reporter.listen(event);
        files.listen(event);
      },
      connect: createConnect(),
      connectOptions: { home: homedir(), agentSocket: process.env['SSH_AUTH_SOCK'] },
      limit,
      selection: { tags: flags.tags ?? [], skipTags: flags.skipTags ?? [], startAt: flags.startAt },
      check: flags.check,
      diff: flags.diff,
      failOnChange: flags.failOnChange,
      concurrency: flags.concurrency,
      lookAhead: true,
      extraVars,
      templateFolders: templateFolders(),
      owner: `${userInfo().username}@${hostname()}`,
      stop: interrupt.stop,
      abort: interrupt.abort,
    });
  } finally {
    reporter.close();
    interrupt.close();
    await files.save();
  }
}

/** The command to say again, without the variables of the command line, which may be secret. */
function describeCommand(playbooks: readonly string[], { inventory, identity, check }: RunFlags): string {
  const named = identity === undefined ? [] : ['--identity', identity];
  const hosts = inventory.flatMap((one) => ['-i', one]);
  return ['k3play run', ...playbooks, ...hosts, ...named, ...(check ? ['--check'] : [])].join(' ');
}

/** Colour where a person looks, unless NO_COLOR asks for none; FORCE_COLOR for recordings. */
function wantsColour(): boolean {
  if (process.env['NO_COLOR']) return false;
  return process.stdout.isTTY || Boolean(process.env['FORCE_COLOR']);
}
