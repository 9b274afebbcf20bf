import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import type { Playbook } from '../playbook/model.ts';
import { listHosts } from '../report/host-list.ts';
import { showOnOneLine } from '../report/show-plainly.ts';
import type { TaskRef } from '../run/events.ts';
import type { MayStart } from '../run/may-start.ts';
import type { Questions, SharedQuestions } from './questions.ts';
import type { ReportFlags } from './run-flags.ts';

/** `--step`: what asks before each task. */
export interface Stepwise {
  readonly mayStart: MayStart;
  /** Aborted where the answer is that the run is to end. */
  readonly stop: AbortSignal;
}

/** Throws DiagnosticsError where nobody can be asked. */
export function openStepwise({ output }: ReportFlags, terminal: SharedQuestions): Stepwise {
  if (output === 'json') throw refuse('--step asks, and --output json is for programs');
  const questions = terminal.open();
  if (!questions)
    throw refuse('--step needs a terminal to ask on', 'standard input and output must both be one');
  return new Asking(questions);
}

/** Hosts of a free play come to a task at different times: there is no moment to ask before it. */
export function checkStepwise(playbooks: readonly Playbook[]): void {
  const free = playbooks.flatMap(({ plays }) => plays.filter(({ strategy }) => strategy === 'free'));
  if (free.length === 0) return;
  throw new DiagnosticsError(
    free.map(({ name, span }) =>
      fault('cli/step', `--step cannot ask before the tasks of the play "${name}"`, {
        span,
        hint: 'it has strategy: free, where each host begins a task at a time of its own',
      }),
    ),
  );
}

function refuse(message: string, hint?: string): DiagnosticsError {
  return new DiagnosticsError([fault('cli/step', message, { hint })]);
}

const CHOICE = '[y]es, [n]o, [c]ontinue without asking, [a]bort: ';

class Asking implements Stepwise {
  readonly #questions: Questions;
  readonly #abort = new AbortController();
  #asks = true;

  constructor(questions: Questions) {
    this.#questions = questions;
  }

  get stop(): AbortSignal {
    return this.#abort.signal;
  }

  readonly mayStart: MayStart = async (task, { hosts, signal }) => {
    let question = `\n${describe(task, hosts)}\n${CHOICE}`;
    while (this.#asks) {
      const answer = await this.#questions.ask(question, signal);
      switch (answer?.trim().toLowerCase()) {
        case 'y':
        case 'yes':
          return true;
        case 'n':
        case 'no':
          return false;
        case 'c':
        case 'continue':
          this.#asks = false;
          break;
        case undefined:
        case 'a':
        case 'abort':
          this.#abort.abort();
          return false;
        default:
          question = CHOICE;
      }
    }
    return true;
  };
}

function describe({ id, name, handler }: TaskRef, hosts: readonly string[]): string {
  return `Start the ${handler ? 'handler' : 'task'} "${showOnOneLine(name)}" [${id}] on ${listHosts(hosts)}?`;
}
