import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { interruptedError, lostError } from '../failures.ts';
import { ENVIRONMENT, encodeProgram } from '../loader.ts';
import type { Script } from '../sh.ts';
import { Capture } from '../shell/capture.ts';
import type { Carrier } from './carrier.ts';

const SAID_BYTES = 64 * 1024;
/** What may come in while what came before is being taken. */
const AHEAD_BYTES = 1024 * 1024;

export interface ProgramOptions {
  readonly user?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Sent as the program's standard input, at the pace it is read. Each piece is free when the next is asked for. */
  readonly input?: AsyncIterable<Buffer> | undefined;
  /**
   * Takes the program's standard output at its own pace, each time all that came meanwhile; default keeps some of it
   * for `stdout`.
   */
  readonly onOutput?: Take | undefined;
}

type Take = (chunks: readonly Buffer[]) => Promise<void>;

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
    const heard = Promise.all([
      pipeline(pipe.stdout, takeAfter(mark, onOutput ?? keepIn(stdout))),
      pipeline(pipe.stderr, takeAfter(mark, keepIn(stderr))),
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

/** Takes what comes after the mark: start-up files of the login shell may print before it. */
function takeAfter(mark: string, take: Take): Writable {
  const cut = cutAt(mark);
  return new Writable({
    highWaterMark: AHEAD_BYTES,
    writev(written, done) {
      const chunks = written.map(({ chunk }) => cut(chunk as Buffer)).filter(({ length }) => length > 0);
      (chunks.length > 0 ? take(chunks) : Promise.resolve()).then(() => done(), done);
    },
  });
}

/** Of each chunk what is after the mark, which may come in parts. */
function cutAt(mark: string): (chunk: Buffer) => Buffer {
  let before: Buffer | undefined = Buffer.alloc(0);
  return (chunk) => {
    if (!before) return chunk;
    before = Buffer.concat([before, chunk]);
    const at = before.indexOf(mark);
    const rest = at < 0 ? Buffer.alloc(0) : before.subarray(at + mark.length);
    before = at < 0 ? before.subarray(-mark.length) : undefined;
    return rest;
  };
}

function keepIn(capture: Capture): Take {
  return (chunks) => {
    for (const chunk of chunks) capture.push(chunk);
    return Promise.resolve();
  };
}
