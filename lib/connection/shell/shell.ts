import type { K3Error } from '../../core/errors.ts';
import {
  interruptedError,
  noSpaceError,
  shellEndedError,
  stuckError,
  timeoutError,
  closedError,
} from '../failures.ts';
import type { Pipe } from '../pipe.ts';
import { AnswerParser, type Piece } from './answers.ts';
import { STOP } from './loop.ts';
import type { Request } from './request.ts';

/** How long the host may take to confirm that a script was stopped. It sends KILL after two seconds. */
const STOP_MS = 15_000;
const CLOSE_MS = 5_000;

export interface ShellOptions {
  readonly host: string;
  readonly nonce: string;
  /** Written first; requests follow in the same packet. */
  readonly program: string;
  readonly onRoundTrip: () => void;
  /** Told once, with what was handed over but surely not begun, and may run elsewhere. */
  readonly onEnd: (unstarted: readonly Request[]) => void;
  /** Why a pipe ended that nobody closed: the lost connection, or undefined where only the shell is gone. */
  readonly explainEnd: () => Promise<K3Error | undefined>;
}

/**
 * Scripts of one user on one host, in the order asked. Requests are written at once, without waiting for answers.
 * Handed requests before `attach`, it keeps them until there is a pipe.
 */
export class Shell {
  readonly #options: ShellOptions;
  readonly #parser: AnswerParser;
  readonly #sent = new Map<number, Request>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #unsent: Request[] = [];
  #pipe: Pipe | undefined;
  #flushing = false;
  #ready = false;
  #dead = false;
  #lastId = 0;
  #headId = 0;
  #directory = '';

  constructor(options: ShellOptions) {
    this.#options = options;
    this.#parser = new AnswerParser(options.nonce);
  }

  get dead(): boolean {
    return this.#dead;
  }

  submit(request: Request): void {
    this.#unsent.push(request);
    this.#watchAbort(request);
    if (this.#flushing || !this.#pipe) return;
    this.#flushing = true;
    queueMicrotask(() => this.#flush());
  }

  /** Gives it a fresh program that waits for `program` on its standard input. */
  attach(pipe: Pipe): void {
    this.#pipe = pipe;
    pipe.stdout.on('data', (chunk: Buffer) => this.#receive(chunk)).resume();
    pipe.stderr.resume();
    pipe.stdout.once('end', () => void this.#pipeEnded());
    void pipe.ended.then(() => this.#pipeEnded());
    this.#flush(this.#options.program);
  }

  /** Ends with an error for all that waits. Nothing more is sent. */
  abandon(error: K3Error): void {
    this.#end(() => error);
  }

  /** Stops what runs, then ends the shell and waits until the host has cleaned up. */
  async close(): Promise<void> {
    const pipe = this.#pipe;
    if (pipe && !this.#dead) {
      const waiting = [...this.#unsent, ...this.#sent.values()];
      for (const request of waiting) this.#stop(request, closedError(this.#options.host));
      await within(CLOSE_MS, Promise.allSettled(waiting.map((request) => request.result)));
      pipe.stdin.end();
      await within(CLOSE_MS, pipe.ended);
    }
    this.abandon(closedError(this.#options.host));
  }

  #flush(first = ''): void {
    this.#flushing = false;
    const requests = this.#unsent.filter((request) => !request.settled);
    this.#unsent = [];
    if (this.#dead || !this.#pipe) return;
    if (requests.length > 0 && this.#sent.size === 0) this.#options.onRoundTrip();
    const frames = requests.map((request) => {
      this.#sent.set(++this.#lastId, request);
      return request.encode(this.#lastId);
    });
    if (first === '' && frames.length === 0) return;
    this.#pipe.stdin.write(first + frames.join(''), () => this.#startHead());
  }

  /** The clock of a script starts when the one before it was answered and it has left this machine. */
  #startHead(): void {
    const [head] = this.#sent;
    if (!head || !this.#ready || head[0] === this.#headId) return;
    const [id, request] = head;
    this.#headId = id;
    request.start();
    const { timeoutMs } = request.options;
    if (timeoutMs === undefined) return;
    this.#after(timeoutMs, request, () => this.#stop(request, timeoutError(this.#options.host, timeoutMs)));
  }

  #watchAbort(request: Request): void {
    const { signal } = request.options;
    if (!signal) return;
    const onAbort = (): void => this.#stop(request, interruptedError(this.#options.host, 'the script'));
    signal.addEventListener('abort', onAbort, { once: true });
    request.result.catch(() => undefined).finally(() => signal.removeEventListener('abort', onAbort));
    if (signal.aborted) onAbort();
  }

  #stop(request: Request, reason: K3Error): void {
    if (request.settled || request.stopReason) return;
    request.stopReason = reason;
    const sent = [...this.#sent].find(([, other]) => other === request);
    if (!sent) return request.fail(reason);
    this.#pipe?.stdin.write(`${STOP} ${sent[0]}\n`);
    this.#after(STOP_MS, request, () => this.abandon(stuckError(this.#options.host)));
  }

  #receive(chunk: Buffer): void {
    if (this.#dead) return;
    try {
      for (const piece of this.#parser.push(chunk)) this.#take(piece);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.abandon(shellEndedError(this.#options.host));
    }
  }

  #take(piece: Piece): void {
    const [head] = this.#sent;
    if (piece.kind === 'bytes') return head?.[1].push(piece.bytes);
    const [first = '', word = '', code = ''] = piece.words;
    if (first === 'ready') {
      this.#ready = true;
      this.#directory = word;
      return this.#startHead();
    }
    if (first === 'homeless') return this.abandon(noSpaceError(this.#options.host, 'temporary files'));
    if (!head || first !== String(head[0])) throw new RangeError('an answer nobody asked for');
    if (word !== 'end') return head[1].part(word);
    this.#sent.delete(head[0]);
    this.#startHead();
    if (code === 'full')
      head[1].fail(noSpaceError(this.#options.host, `temporary files in ${this.#directory}`));
    else if (code === 'stopped') head[1].fail(closedError(this.#options.host));
    else head[1].finish(Number(code), `${this.#directory}/${head[0]}.s`);
  }

  async #pipeEnded(): Promise<void> {
    if (this.#dead) return;
    const reason = await this.#options.explainEnd();
    this.#end((isHead) => reason ?? (isHead ? shellEndedError(this.#options.host) : undefined));
  }

  #end(errorFor: (isHead: boolean) => K3Error | undefined): void {
    if (this.#dead) return;
    this.#dead = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#pipe?.destroy();
    const requests = [...this.#sent.values(), ...this.#unsent].filter((request) => !request.settled);
    const unstarted = requests.filter((request, index) => {
      const error = errorFor(index === 0 && this.#sent.size > 0) ?? request.stopReason;
      if (error) request.fail(error);
      return error === undefined;
    });
    this.#options.onEnd(unstarted);
  }

  #after(ms: number, request: Request, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!request.settled) action();
    }, ms);
    this.#timers.add(timer);
    const drop = (): void => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
    request.result.then(drop, drop);
  }
}

function within(ms: number, promise: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
