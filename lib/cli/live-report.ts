import type { Commands, Reporter } from '../report/contract.ts';
import { createAnswersReporter } from '../report/answers.ts';
import { createJsonReporter } from '../report/json.ts';
import { createReporter } from '../report/reporter.ts';
import type { ReportFlags } from './run-flags.ts';

/** The reporter of a command that runs or shows a run, on standard output as a rule. */
export function createLiveReporter(
  flags: Pick<ReportFlags, 'diff' | 'output' | 'verbose'>,
  options: { readonly write: (text: string) => void; readonly commands: Commands },
): Promise<Reporter> {
  return createReporter({
    output: flags.output ?? (process.stdout.isTTY ? 'tty' : 'plain'),
    columns: process.stdout.columns,
    rows: process.stdout.rows,
    ...options,
    colour: wantsColour(),
    diff: flags.diff,
    verbosity: flags.verbose,
  });
}

/** That of a command that does one task, on standard output. */
export function createAnswers(
  { diff, output = 'plain' }: { readonly diff: boolean; readonly output?: 'plain' | 'json' },
  write: (text: string) => void,
): Reporter {
  const options = { output, diff, write, colour: wantsColour(), verbosity: 0 };
  return output === 'json' ? createJsonReporter(options) : createAnswersReporter(options);
}

/** Colour where a person looks, unless NO_COLOR asks for none; FORCE_COLOR for recordings. */
function wantsColour(): boolean {
  if (process.env['NO_COLOR']) return false;
  return process.stdout.isTTY || Boolean(process.env['FORCE_COLOR']);
}
