import { setMaxListeners } from 'node:events';

export interface Interrupt {
  /** Aborted by the first Ctrl-C: no new task begins. */
  readonly stop: AbortSignal;
  /** Aborted by the second, or after the grace period: what still runs on hosts is stopped. */
  readonly abort: AbortSignal;
  close(): void;
}

const GRACE_MS = 30_000;

/** Ctrl-C lets running steps finish; pressed again, or when they take too long, they are stopped. */
export function listenForInterrupt(): Interrupt {
  const stop = new AbortController();
  const abort = new AbortController();
  // Every wait on every host listens; that is no leak.
  setMaxListeners(0, stop.signal, abort.signal);
  let grace: NodeJS.Timeout | undefined;
  const onSignal = (): void => {
    if (stop.signal.aborted) {
      abort.abort();
      return;
    }
    process.stderr.write('\nk3play: letting running steps finish; Ctrl-C again stops them\n');
    stop.abort();
    grace = setTimeout(() => {
      abort.abort();
    }, GRACE_MS);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    stop: stop.signal,
    abort: abort.signal,
    close: () => {
      clearTimeout(grace);
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
