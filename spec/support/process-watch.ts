import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 100;

/**
 * Looks again and again at the command lines and environments of all processes of this machine, those of lab
 * hosts among them, until it is stopped; then tells in which of them a secret was.
 */
export function sampleProcesses(secrets: () => Promise<readonly string[]>): {
  stop(): Promise<readonly string[]>;
} {
  const seen = new Set<string>();
  const end = new AbortController();
  const sampling = (async () => {
    while (!end.signal.aborted) {
      for (const text of await readProcesses()) seen.add(text);
      await delay(INTERVAL_MS);
    }
  })();
  return {
    async stop() {
      end.abort();
      await sampling;
      const wanted = await secrets();
      return [...seen].filter((text) => wanted.some((secret) => text.includes(secret)));
    },
  };
}

async function readProcesses(): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const texts = await Promise.all(
    pids.flatMap((pid) =>
      ['cmdline', 'environ'].map((part) => readFile(`/proc/${pid}/${part}`, 'utf8').catch(() => '')),
    ),
  );
  return texts.filter((text) => text !== '');
}
