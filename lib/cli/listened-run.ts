import { setMaxListeners } from 'node:events';
import type { Listener } from '../run/events.ts';
import type { RunRequest } from '../run/request.ts';
import { runPlaybooks } from '../run/run.ts';
import { optimise } from './optimise.ts';
import type { Surroundings } from './surroundings.ts';

/** Someone who listens to a run, and has something to do once it has ended, however it did. */
export interface Audience {
  readonly listen: Listener;
  close(): Promise<void> | void;
}

/** Runs until the end or Ctrl-C; who listens is closed in the order given. */
export async function runListened(
  request: Omit<RunRequest, 'listen' | 'stop' | 'abort'> & { readonly stop?: AbortSignal | undefined },
  audience: readonly Audience[],
  surroundings: Surroundings,
): Promise<number> {
  const interrupt = surroundings.listenForInterrupt();
  const stop = request.stop ? AbortSignal.any([interrupt.stop, request.stop]) : interrupt.stop;
  setMaxListeners(0, stop);
  optimise('late');
  try {
    return await runPlaybooks({
      ...request,
      listen: (event) => {
        for (const { listen } of audience) listen(event);
      },
      stop,
      abort: interrupt.abort,
    });
  } finally {
    optimise('soon');
    interrupt.close();
    for (const each of audience) await each.close();
  }
}
