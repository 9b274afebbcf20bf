import { K3Error } from '../../core/errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Does something that is to be left at once by Ctrl-C, and does not die of it before it has cleaned up. */
export async function untilInterrupted<T>(job: (interrupted: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = (): void => {
    controller.abort(
      new K3Error('interrupted while values were looked up', {
        kind: 'interrupted',
        code: 'lookup/interrupted',
      }),
    );
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await job(controller.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}
