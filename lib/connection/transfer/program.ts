import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { interruptedError, lostError } from '../failures.ts';
import { ENVIRONMENT, encodeProgram } from '../loader.ts';
import type { Script } from '../sh.ts';
import { Capture } from '../shell/capture.ts';
import type { Carrier } from './carrier.ts';

const SAID_BYTES = 64 * 1024;

export interface ProgramOptions {
  readonly user?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Sent as the program's standard input, at the pace it is read. Each piece is free when the next is asked for. */
  readonly input?: AsyncIterable<Buffer> | undefined;
  /** Takes the program's standard output at its own pace; default keeps some of it for `stdout`. */
  readonly onOutput?: ((bytes: Buffer) => Promise<void>) | undefined;
}

export interface ProgramEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script on a channel of its own, with streams of any length in constant memory. */
export async function runProgram(
  carrier: Carrier,
  script: Script,
  options: ProgramOptions,
): Promise<ProgramEnd> {
  const { user, signal, input, onOutput } = options;
  const pipe = await carrier.open(user, signal);
  const mark = `${randomBytes(16).toString('hex')}\n`;
  const stdout = new Capture(SAID_BYTES);
  const stderr = new Capture(SAID_BYTES);
  let onAbort = (): void => pipe.destroy();
  const aborted = new Promise<undefined>((resolve) => {
    onAbort = () => {
      pipe.destroy();
      resolve(undefined);
    };
  });
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  const ended = Promise.race([pipe.ended, aborted]);
  try {
    pipe.stdin.write(encodeProgram(`${ENVIRONMENT}m=${mark}echo $m; echo $m >&2\n${script.text}`));
    const take = onOutput ?? ((bytes: Buffer) => keep(stdout, bytes));
    const heard = Promise.all([
      drain(afterMark(pipe.stdout, mark), take),
      drain(afterMark(pipe.stderr, mark), (bytes) => keep(stderr, bytes)),
    ]);
    heard.catch(() => pipe.destroy());
    await feed(pipe.stdin, input, ended);
    const code = await ended;
    if (signal?.aborted) throw interruptedError(carrier.host, 'the transfer');
    await heard;
    if (code === undefined) throw lostError(carrier.host);
    return { code, stdout: stdout.bytes().toString(), stderr: stderr.bytes().toString() };
  } finally {
    signal?.removeEventListener('abort', onAbort);
    pipe.destroy();
  }
}

/** Writes until all is written or the program has ended, whichever is first. */
async function feed(
  stdin: NodeJS.WritableStream,
  input: AsyncIterable<Buffer> | undefined,
  ended: Promise<unknown>,
): Promise<void> {
  const end = ended.then(() => 'ended' as const);
  for await (const piece of input ?? []) {
    const written = new Promise<'written'>((resolve) => stdin.write(piece, () => resolve('written')));
    // Writing to a channel that is closed calls nobody back.
    if ((await Promise.race([written, end])) === 'ended') return;
  }
  stdin.end();
}

/** What comes after the mark: start-up files of the login shell may print before it. */
async function* afterMark(stream: Readable, mark: string): AsyncGenerator<Buffer> {
  let before: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (!before) {
      yield chunk;
      continue;
    }
    before = Buffer.concat([before, chunk]);
    const at = before.indexOf(mark);
    if (at < 0) {
      before = before.subarray(-mark.length);
      continue;
    }
    const rest = before.subarray(at + mark.length);
    before = undefined;
    if (rest.length > 0) yield rest;
  }
}

function keep(capture: Capture, bytes: Buffer): Promise<void> {
  capture.push(bytes);
  return Promise.resolve();
}

async function drain(chunks: AsyncIterable<Buffer>, take: (bytes: Buffer) => Promise<void>): Promise<void> {
  for await (const chunk of chunks) await take(chunk);
}
