import { spawn } from 'node:child_process';
import { type Pipe, type Transport, ignoreStreamErrors } from '../../../lib/connection/pipe.ts';
import type { K3Error } from '../../../lib/core/errors.ts';

/** Starts programs by a command such as `chroot`, with a world of their own as a host would have. */
export class WrappedTransport implements Transport {
  readonly host = 'small';
  readonly loginUser = 'root';
  readonly lost: Promise<K3Error> = new Promise(() => undefined);
  readonly traffic = { sent: 0, received: 0 };
  readonly #wrapper: readonly [string, ...string[]];
  readonly #env: NodeJS.ProcessEnv;

  constructor(wrapper: readonly [string, ...string[]], env: NodeJS.ProcessEnv) {
    this.#wrapper = wrapper;
    this.#env = env;
  }

  open(command: string): Promise<Pipe> {
    const [program, ...words] = this.#wrapper;
    const child = spawn(program, [...words, '/bin/sh', '-c', command], {
      env: this.#env,
      stdio: 'pipe',
      detached: true,
    });
    const { stdin, stdout, stderr } = child;
    ignoreStreamErrors(stdin, stdout, stderr);
    const ended = new Promise<number | undefined>((resolve) =>
      child.once('close', (code) => resolve(code ?? undefined)),
    );
    const destroy = (): void => [stdin, stdout, stderr].forEach((stream) => stream.destroy());
    return Promise.resolve({ stdin, stdout, stderr, ended, destroy });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
