import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { K3Error } from '../core/errors.ts';
import { findTool } from './command.ts';

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once when someone else holds the lock and it must be waited for. */
  readonly onWait?: (() => void) | undefined;
}

/**
 * Does a job while holding an exclusive flock on a file. The lock lives in a child that ends when our
 * end of its pipe closes, so it is gone as soon as this process is, however it ended.
 */
export async function withLock<T>(
  path: string,
  job: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  options.signal?.throwIfAborted();
  const holder = spawn(findTool('flock') ?? 'flock', [path, 'sh', '-c', 'echo held; exec cat'], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    cwd: '/',
  });
  const waiting = setTimeout(() => options.onWait?.(), 500);
  const ended = once(holder, 'close');
  try {
    await Promise.race([
      once(holder.stdout, 'data', { signal: options.signal }),
      ended.then(() => Promise.reject(new Error('flock ended early'))),
    ]).catch((cause: unknown) => {
      options.signal?.throwIfAborted();
      throw new K3Error(`cannot lock ${path}`, { kind: 'module', code: 'lab/lock-failed', cause });
    });
    clearTimeout(waiting);
    return await job();
  } finally {
    clearTimeout(waiting);
    holder.stdin.destroy();
    endWaiter(holder.pid);
    await ended;
  }
}

/** flock still waiting for the lock does not read its input, so closing the pipe is not enough. */
function endWaiter(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}
