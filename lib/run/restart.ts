import { setTimeout as delay } from 'node:timers/promises';
import { K3Error, messageOf } from '../core/errors.ts';
import type { Restart } from '../modules/step.ts';
import { askRead } from './ask.ts';
import type { Place } from './place.ts';

/** Waits for a host that goes down to be back: a connection that ends is expected, and another is made. */
export async function awaitRestart(restart: Restart, place: Place): Promise<void> {
  const { read, isBack, intervalMs, timeoutMs } = restart;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    await delay(intervalMs, undefined, { signal: place.signal });
    const missing = await lookOnce(place, async () =>
      isBack(await askRead(read, place)) ? undefined : 'it has not gone down yet',
    );
    if (missing === undefined) return;
    if (Date.now() > deadline) throw notBack(place, missing, timeoutMs);
  }
}

/** Anything may fail while a host goes down or comes up: only the end of the time, or of the run, ends the wait. */
async function lookOnce(
  { reconnect, signal }: Place,
  look: () => Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    await reconnect?.();
    return await look();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof K3Error && error.kind !== 'interrupted' && error.kind !== 'internal') {
      return messageOf(error);
    }
    throw error;
  }
}

function notBack({ session }: Place, missing: string, timeoutMs: number): K3Error {
  const message = `${session.name} is not back after ${Math.round(timeoutMs / 1000)} s: ${missing}`;
  return new K3Error(message, { kind: 'unreachable', code: 'run/not-back' });
}
