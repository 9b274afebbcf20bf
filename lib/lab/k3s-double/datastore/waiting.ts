import { setTimeout as sleep } from 'node:timers/promises';
import { Fatal, log } from '../log.ts';

const TRIES = 300;

export interface Attempt<T> {
  readonly run: () => Promise<T>;
  readonly describe: (error: unknown) => string;
  /** Before the description, in the log and at the end. */
  readonly logged: string;
  readonly fatal: string;
}

/** A try a second, as long as K3s waits for a datastore that is away. */
export async function waitFor<T>({ run, describe, logged, fatal }: Attempt<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run();
    } catch (error) {
      if (error instanceof Fatal) throw error;
      if (tries >= TRIES) throw new Fatal(`${fatal}${describe(error)}`);
      log.error(`${logged}${describe(error)}`);
      await sleep(1000);
    }
  }
}
