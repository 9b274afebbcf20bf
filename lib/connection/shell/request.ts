import type { K3Error } from '../../core/errors.ts';
import { reveal, Secret } from '../../core/secret.ts';
import type { Environment, Output, RunOptions } from '../connection.ts';
import { quote, type Script } from '../sh.ts';
import { Capture } from './capture.ts';
import { encodePieces } from './encode.ts';
import { BEGIN, RUN, SPOOL } from './loop.ts';

const DEFAULT_MAX_OUTPUT_BYTES = 8 * 1024 * 1024;
const BLOCK_BYTES = 64 * 1024;
/** What the worker calls them; with an `i` those that have input, with a `v` those whose text holds a secret. */
const KINDS = { text: 't', program: 'p', read: 'r' } as const;

/** One script on its way: it is settled once, with an output or an error. */
export class Request {
  readonly result: Promise<Output>;
  readonly options: RunOptions;
  readonly #script: Script;
  readonly #stdout: Capture;
  readonly #stderr: Capture;
  #part: Capture;
  #settled = false;
  #startedAt: number | undefined;
  #resolve: (output: Output) => void = () => undefined;
  #reject: (error: K3Error) => void = () => undefined;
  /** Why the script is being ended; what it then answers is not looked at. */
  stopReason: K3Error | undefined;

  constructor(script: Script, options: RunOptions) {
    this.#script = script;
    this.options = options;
    this.#stdout = new Capture(this.#maxBytes);
    this.#stderr = new Capture(this.#maxBytes);
    this.#part = this.#stdout;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** The lines that hand the script to the loop. */
  encode(id: number): string {
    const { stdin, inShell, nature = 'text', environment = {} } = this.options;
    const lines = inShell || nature !== 'text' ? [] : [`${BEGIN} ${id}`];
    // Without `return`, bash takes the last command of a sourced file for the last of all and becomes it.
    const ended = inShell ? 'return $?\n' : '';
    const text = `${describeExports(environment)}${this.#script.text}\n${ended}`;
    for (const piece of encodePieces(Buffer.from(text))) {
      lines.push(`${SPOOL} ${id}.s '${piece}'`);
    }
    if (stdin !== undefined) {
      lines.push(`${SPOOL} ${id}.i ''`);
      for (const piece of encodePieces(bytesOf(stdin))) lines.push(`${SPOOL} ${id}.i '${piece}'`);
    }
    const blocks = Math.max(1, Math.ceil(this.#maxBytes / BLOCK_BYTES));
    const marks = `${stdin === undefined ? '' : 'i'}${holdsSecret(environment) ? 'v' : ''}`;
    const kind = inShell ? 'h' : `${KINDS[nature]}${marks}`;
    return `${lines.join('\n')}\n${RUN} ${id} ${blocks} ${kind}\n`;
  }

  start(): void {
    this.#startedAt ??= performance.now();
  }

  part(name: string): void {
    if (name === 'cut') this.#part.skip();
    else this.#part = this.#stderr;
  }

  /** Standard output comes first. */
  push(bytes: Buffer): void {
    this.#part.push(bytes);
  }

  /** `scriptPath` is where the loop keeps the script; messages of the shell's own name it, and it differs each time. */
  finish(code: number, scriptPath: string): void {
    if (this.#settled) return;
    if (this.stopReason) return this.fail(this.stopReason);
    this.#settled = true;
    this.#resolve({
      code,
      stdout: this.#stdout.bytes(),
      stderr: replaceText(this.#stderr.bytes(), scriptPath, 'sh'),
      truncated: this.#stdout.truncated || this.#stderr.truncated,
      durationMs: performance.now() - (this.#startedAt ?? performance.now()),
    });
  }

  fail(error: K3Error): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#reject(this.stopReason ?? error);
  }

  get #maxBytes(): number {
    return this.options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES;
  }
}

function bytesOf(stdin: string | Buffer | Secret): Buffer {
  const value = stdin instanceof Secret ? stdin.reveal() : stdin;
  return typeof value === 'string' ? Buffer.from(value) : value;
}

/** On lines of their own: a shell that tells of a faulty line tells of none of these. */
function describeExports(environment: Environment): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${quote(reveal(value))}\n`)
    .join('');
}

function holdsSecret(environment: Environment): boolean {
  return Object.values(environment).some((value) => value instanceof Secret);
}

function replaceText(bytes: Buffer, text: string, replacement: string): Buffer {
  if (!bytes.includes(text)) return bytes;
  return Buffer.from(bytes.toString('latin1').replaceAll(text, replacement), 'latin1');
}
