import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import type { Task } from '../playbook/model.ts';
import { showPlainly } from '../report/show-plainly.ts';
import type { Confirm } from '../run/confirm.ts';
import { hostsOfRun } from '../run/hosts-of-run.ts';
import type { RunRequest } from '../run/request.ts';
import { selectTasks } from '../run/selection.ts';
import type { Questions, SharedQuestions } from './questions.ts';
import type { ReportFlags } from './run-flags.ts';

/** Who answers prompts of `pause`. */
export interface Prompts {
  readonly confirm: Confirm;
  /** Aborted where the answer is that the run is to end. */
  readonly stop: AbortSignal | undefined;
  /** Whether somebody is asked: a live tree would draw over the question. */
  readonly onTerminal: boolean;
}

export interface PromptsOptions extends Pick<ReportFlags, 'output'> {
  /** Whether all prompts are answered beforehand. */
  readonly yes?: boolean | undefined;
  readonly terminal: SharedQuestions;
}

/** Undefined where no task of the run asks. Throws DiagnosticsError where one does, and nobody can be asked. */
export function openPrompts(
  request: Omit<RunRequest, 'listen' | 'stop' | 'abort'>,
  { yes, output, terminal }: PromptsOptions,
): Prompts | undefined {
  const asking = request.check ? [] : listAsking(request);
  if (asking.length === 0) return undefined;
  if (yes) return { confirm: () => Promise.resolve(true), stop: undefined, onTerminal: false };
  if (output === 'json') throw refuse(asking, 'this prompt asks, and --output json is for programs');
  const questions = terminal.open();
  if (!questions) throw refuse(asking, 'this prompt asks, and there is no terminal to ask on');
  return askOn(questions);
}

/** Tasks that ask, of those that the run may come to. */
function listAsking(request: Omit<RunRequest, 'listen' | 'stop' | 'abort'>): readonly Task[] {
  const plays = request.playbooks
    .flatMap((playbook) => playbook.plays)
    .filter((play) => hostsOfRun(play, request).length > 0);
  const isWanted = selectTasks(request.selection, plays);
  return plays.flatMap((play) => {
    const tasks = play.tasks.filter((task) => isWanted(task, play));
    return [...tasks, ...play.handlers].filter(({ asks, checkOnly }) => asks && !checkOnly);
  });
}

function refuse(asking: readonly Task[], message: string): DiagnosticsError {
  const hint = '--yes goes on at every prompt';
  return new DiagnosticsError(asking.map(({ span }) => fault('cli/prompt', message, { span, hint })));
}

const CHOICE = '[Enter] to go on, [n] to end the run: ';

/** One after the other, where several hosts ask for themselves. */
function askOn(questions: Questions): Prompts {
  const end = new AbortController();
  let before: Promise<unknown> = Promise.resolve();
  const ask = async (question: string, signal: AbortSignal): Promise<boolean> => {
    for (let text = `\n${showPlainly(question)}\n${CHOICE}`; !signal.aborted; text = CHOICE) {
      const answer = (await questions.ask(text, signal))?.trim().toLowerCase();
      if (answer === '' || answer === 'y' || answer === 'yes') return true;
      if (answer === undefined || answer === 'n' || answer === 'no') end.abort();
    }
    return false;
  };
  const confirm: Confirm = (question, { signal }) => {
    const answered = before.then(() => ask(question, AbortSignal.any([signal, end.signal])));
    before = answered;
    return answered;
  };
  return { confirm, stop: end.signal, onTerminal: true };
}
