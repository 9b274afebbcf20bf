import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { RunFlags } from '../../lib/cli/run-flags.ts';
import { quote } from '../../lib/connection/sh.ts';
import type { CommandPlace } from './command-here.ts';

export interface RunWords {
  readonly playbooks: readonly string[];
  readonly flags: RunFlags;
}

const PROGRAM = join(import.meta.dirname, 'unlocked-run.ts');

/** A process that runs `k3play run`, on a terminal of its own or on none. */
export class RunProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #told = '';
  #onTold: () => void = () => undefined;
  #seen = 0;

  constructor(place: CommandPlace, flags: Partial<RunFlags>, options: { readonly terminal: boolean }) {
    const all: RunFlags = {
      ...{ inventory: [place.inventory], concurrency: 10, check: false, diff: false },
      ...{ failOnChange: false, verbose: 0, ...flags },
    };
    const words: RunWords = { playbooks: [place.playbook], flags: all };
    const command = [process.execPath, '--import', 'tsx/esm', PROGRAM, JSON.stringify(words)];
    const [program = '', ...args] = options.terminal
      ? ['script', '-qec', command.map(quote).join(' '), '/dev/null']
      : command;
    const env = { ...process.env, NO_COLOR: '1', K3PLAY_RUNS: place.runs };
    this.#child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#told += chunk.toString('utf8').replaceAll('\r\n', '\n');
        this.#onTold();
      });
    }
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', (code) => {
        resolve(code);
        this.#onTold();
      });
    });
  }

  get text(): string {
    return this.#told;
  }

  /** Waits until a text is told, after those that were waited for before. */
  async until(text: string): Promise<void> {
    for (;;) {
      const at = this.#told.indexOf(text, this.#seen);
      if (at >= 0) {
        this.#seen = at + text.length;
        return;
      }
      if (this.#child.exitCode !== null) throw new Error(`it ended without "${text}":\n${this.#told}`);
      await new Promise<void>((resolve) => {
        this.#onTold = resolve;
      });
    }
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** The exit code, once it has ended; null where a signal ended it. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  /** Leaves no process behind, whatever came before. */
  async close(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
