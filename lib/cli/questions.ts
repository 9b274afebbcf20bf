import { createInterface, type Interface } from 'node:readline';

/** Asks who sits at a terminal. */
export interface Questions {
  /** A line; undefined where none comes any more, or the signal is aborted. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
  close(): void;
}

/** Undefined where there is no terminal to ask on. */
export function openQuestions(): Questions | undefined {
  return process.stdin.isTTY && process.stdout.isTTY ? new TerminalQuestions() : undefined;
}

/** The terminal of a command, on which several may ask; opened for the first, closed once. */
export interface SharedQuestions {
  /** Undefined where there is no terminal to ask on. */
  open(): Questions | undefined;
  close(): void;
}

export function shareQuestions(open: () => Questions | undefined): SharedQuestions {
  let questions: Questions | undefined;
  return {
    open: () => (questions ??= open()),
    close: () => {
      questions?.close();
    },
  };
}

/** Leaves the terminal in its own mode, so that Ctrl-C stays a signal. What is typed before it is asked for is no answer. */
class TerminalQuestions implements Questions {
  readonly #lines: Interface = createInterface({ input: process.stdin });
  #isClosed = false;

  constructor() {
    this.#lines.once('close', () => {
      this.#isClosed = true;
    });
  }

  ask(question: string, signal: AbortSignal): Promise<string | undefined> {
    return new Promise((resolve) => {
      const finish = (answer?: string): void => {
        this.#lines.off('line', finish);
        this.#lines.off('close', onEnd);
        signal.removeEventListener('abort', onEnd);
        resolve(answer);
      };
      const onEnd = (): void => {
        finish();
      };
      if (this.#isClosed || signal.aborted) {
        resolve(undefined);
        return;
      }
      this.#lines.on('line', finish);
      this.#lines.on('close', onEnd);
      signal.addEventListener('abort', onEnd);
      process.stdout.write(question);
    });
  }

  close(): void {
    this.#lines.close();
  }
}
