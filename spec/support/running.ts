import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 20;

/** One that was killed stays in the table of processes until its parent asks. */
export async function isRunning(pid: string): Promise<boolean> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text !== '' && !/\) Z /.test(text);
}

/** The ids that a program writes into a file, once it has. */
export async function readPids(file: string): Promise<readonly string[]> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') return text.trim().split(/\s+/);
    await delay(INTERVAL_MS);
  }
}
