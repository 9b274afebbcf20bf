import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { userInfo } from 'node:os';
import type { K3Error } from '../core/errors.ts';
import { closedError } from './failures.ts';
import { type Pipe, type Traffic, type Transport, ignoreStreamErrors } from './pipe.ts';

/** Programs on this machine, by the same way as on others. */
export class LocalTransport implements Transport {
  readonly host: string;
  readonly loginUser = userInfo().username;
  /** This machine is never lost. */
  readonly lost: Promise<K3Error> = new Promise(() => undefined);
  readonly #children: ChildProcessWithoutNullStreams[] = [];
  #closed = false;

  constructor(host: string) {
    this.host = host;
  }

  get traffic(): Traffic {
    const sum = (count: (child: ChildProcessWithoutNullStreams) => number): number =>
      this.#children.reduce((total, child) => total + count(child), 0);
    return {
      sent: sum(({ stdin }) => countBytes(stdin).bytesWritten),
      received: sum(({ stdout, stderr }) => countBytes(stdout).bytesRead + countBytes(stderr).bytesRead),
    };
  }

  open(command: string): Promise<Pipe> {
    if (this.#closed) return Promise.reject(closedError(this.host));
    // A session of its own, or Ctrl-C at our terminal would end it.
    const child = spawn('/bin/sh', ['-c', command], { stdio: 'pipe', detached: true });
    const { stdin, stdout, stderr } = child;
    this.#children.push(child);
    ignoreStreamErrors(stdin, stdout, stderr);
    const ended = new Promise<number | undefined>((end) =>
      child.once('close', (code) => end(code ?? undefined)),
    );
    const destroy = (): void => [stdin, stdout, stderr].forEach((stream) => stream.destroy());
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => resolve({ stdin, stdout, stderr, ended, destroy }));
    });
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }
}

/** The streams of a child process are sockets, which count; its type does not say so. */
function countBytes(stream: unknown): { readonly bytesRead: number; readonly bytesWritten: number } {
  return stream as { readonly bytesRead: number; readonly bytesWritten: number };
}
