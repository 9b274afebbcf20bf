import type { K3Error } from '../../core/errors.ts';
import {
  closedError,
  interruptedError,
  noSpaceError,
  shellEndedError,
  shellRefusedError,
  stuckError,
  timeoutError,
} from '../failures.ts';
import type { Pipe } from '../pipe.ts';
import { AnswerParser, type Piece } from './answers.ts';
import { STOP } from './loop.ts';
import type { Request } from './request.ts';
import { Timers, within } from './timers.ts';

/** How long the host may take to confirm that a script was stopped. It sends KILL after two seconds. */
const STOP_MS = 15_000;
/** Start-up files of a login shell can be slow; one that never ends must not hang the run. */
const START_MS = 30_000;
const CLOSE_MS = 5_000;
const NOISE_CHARS = 2_000;

export interface ShellOptions {
  readonly host: string;
  /** Whose shell it is, for messages. */
  readonly user: string;
  readonly nonce: string;
  /** Written first; requests follow in the same packet. */
  readonly program: string;
  /** How long it may take to be ready; default 30 s. */
  readonly startMs?: number | undefined;
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
  readonly #timers = new Timers();
  /** Written and not yet answered, by id, oldest first: the first is the one that runs. */
  readonly #sent = new Map<number, Request>();
  #unsent: Request[] = [];
  #pipe: Pipe | undefined;
  #flushing = false;
  #dead = false;
  #lastId = 0;
  #startedId = 0;
  /** Where the host keeps the files of the shell, once it is ready. */
  #directory: string | undefined;
  /** What was printed before that: why it never was ready, perhaps. */
  #noise = '';
  #stopTimer: () => void = () => undefined;

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

  /** Gives it a fresh LOADER, on whose standard input nothing was written yet. */
  attach(pipe: Pipe): void {
    if (this.#dead) return pipe.destroy();
    this.#pipe = pipe;
    pipe.stdout.on('data', (chunk: Buffer) => this.#receive(chunk)).resume();
    pipe.stderr.on('data', (chunk: Buffer) => this.#hear(chunk)).resume();
    pipe.stdout.once('end', () => void this.#pipeEnded());
    void pipe.ended.then(() => this.#pipeEnded());
    const { startMs = START_MS } = this.#options;
    this.#timers.start(startMs, () => {
      if (this.#directory === undefined)
        this.abandon(this.#refusedError({ how: `within ${startMs / 1000} s` }));
    });
    this.#flush(this.#options.program);
  }

  /** Ends with an error for all that waits. */
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
      this.#lastId += 1;
      this.#sent.set(this.#lastId, request);
      return request.encode(this.#lastId);
    });
    if (first === '' && frames.length === 0) return;
    this.#pipe.stdin.write(first + frames.join(''), () => this.#startNext());
  }

  /** The clock of a script starts when the one before it was answered and it has left this machine. */
  #startNext(): void {
    const [next] = this.#sent;
    if (!next || this.#directory === undefined || next[0] === this.#startedId) return;
    const [id, request] = next;
    this.#startedId = id;
    this.#stopTimer();
    request.start();
    const { timeoutMs } = request.options;
    if (request.settled) this.#giveUpLater();
    else if (timeoutMs !== undefined) {
      const onTimeout = (): void => this.#stop(request, timeoutError(this.#options.host, timeoutMs));
      this.#stopTimer = this.#timers.start(timeoutMs, onTimeout);
    }
  }

  #watchAbort(request: Request): void {
    const { signal } = request.options;
    if (!signal) return;
    const onAbort = (): void => this.#stop(request, interruptedError(this.#options.host, 'the script'));
    const forget = (): void => signal.removeEventListener('abort', onAbort);
    signal.addEventListener('abort', onAbort, { once: true });
    request.result.then(forget, forget);
    if (signal.aborted) onAbort();
  }

  /** What runs is settled once the host has ended it; what waits in line is settled now, and will be passed over. */
  #stop(request: Request, reason: K3Error): void {
    if (this.#dead || request.settled || request.stopReason) return;
    request.stopReason = reason;
    const requests = [...this.#sent];
    const index = requests.findIndex(([, other]) => other === request);
    const id = requests[index]?.[0];
    if (index === 0) {
      this.#giveUpLater();
      // Last of those that one signal stops: what waits behind it must be told before it can begin.
      queueMicrotask(() => this.#writeStop(id));
    } else {
      this.#writeStop(id);
      request.fail(reason);
    }
  }

  #writeStop(id: number | undefined): void {
    if (id !== undefined && this.#sent.has(id) && !this.#dead) this.#pipe?.stdin.write(`${STOP} ${id}\n`);
  }

  #giveUpLater(): void {
    this.#stopTimer();
    this.#stopTimer = this.#timers.start(STOP_MS, () => this.abandon(stuckError(this.#options.host)));
  }

  #receive(chunk: Buffer): void {
    if (this.#dead) return;
    if (this.#directory === undefined) this.#hear(chunk);
    try {
      for (const piece of this.#parser.push(chunk)) this.#take(piece);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const isReady = this.#directory !== undefined;
      // What comes back may be a secret in another spelling, which no redactor would know.
      const said = '(it sends back what it is sent)';
      this.abandon(isReady ? shellEndedError(this.#options.host) : this.#refusedError({ said }));
    }
  }

  #hear(chunk: Buffer): void {
    if (this.#directory === undefined)
      this.#noise = (this.#noise + chunk.toString('utf8')).slice(-NOISE_CHARS);
  }

  #take(piece: Piece): void {
    const [head] = this.#sent;
    if (piece.kind === 'bytes') {
      // What start-up files print belongs to no script.
      if (this.#directory !== undefined) head?.[1].push(piece.bytes);
      return;
    }
    const [first = '', word = '', code = ''] = piece.words;
    if (first === 'ready') {
      this.#directory = word;
      return this.#startNext();
    }
    if (first === 'homeless') return this.abandon(noSpaceError(this.#options.host, 'temporary files'));
    if (!head || first !== String(head[0])) throw new RangeError('an answer nobody asked for');
    if (word !== 'end') return head[1].part(word);
    this.#sent.delete(head[0]);
    this.#stopTimer();
    this.#answer(head, code);
    this.#startNext();
  }

  #answer([id, request]: readonly [number, Request], code: string): void {
    const { host } = this.#options;
    const directory = this.#directory ?? '';
    if (code === 'full') request.fail(noSpaceError(host, `temporary files in ${directory}`));
    else if (code === 'stopped') request.fail(closedError(host));
    else request.finish(Number(code), `${directory}/${id}.s`);
  }

  async #pipeEnded(): Promise<void> {
    if (this.#dead) return;
    const reason = await this.#options.explainEnd();
    if (reason) this.abandon(reason);
    else if (this.#directory === undefined) this.abandon(this.#refusedError());
    else
      this.#end((request) =>
        request === [...this.#sent.values()][0] ? shellEndedError(this.#options.host) : undefined,
      );
  }

  #refusedError({ how, said = this.#noise }: { how?: string; said?: string } = {}): K3Error {
    const { host, user } = this.#options;
    return shellRefusedError(host, { user, said, how });
  }

  #end(errorFor: (request: Request) => K3Error | undefined): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#timers.clear();
    this.#pipe?.destroy();
    const requests = [...this.#sent.values(), ...this.#unsent].filter((request) => !request.settled);
    const unstarted = requests.filter((request) => {
      const error = request.stopReason ?? errorFor(request);
      if (error) request.fail(error);
      return error === undefined;
    });
    this.#options.onEnd(unstarted);
  }
}
