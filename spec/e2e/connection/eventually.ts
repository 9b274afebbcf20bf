import { setTimeout as pause } from 'node:timers/promises';

const DEADLINE_MS = 15_000;

/** Waits for what other processes do, of which nothing here is told. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within ${DEADLINE_MS / 1000} s: ${what}`);
    await pause(20);
  }
}
