import type { Job } from './job.ts';

/** How many tasks of a host changed something, and how many found all well. */
interface Tally {
  readonly host: string;
  readonly ok: number;
  readonly changed: number;
  /** Everything else: unknown, skipped, failed, unreachable. */
  readonly other: number;
}

/** The closing lines of k3play and Ansible alike: `HOST : ok=1 changed=0 …`. */
function parseRecap(output: string): readonly Tally[] {
  return output.split('\n').flatMap((line) => {
    const [, host, words] = /^(\S+)\s*: (ok=\d+ .*)$/.exec(line) ?? [];
    if (host === undefined || words === undefined) return [];
    const counts = new Map([...words.matchAll(/(\w+)=(\d+)/g)].map(([, name = '', n]) => [name, Number(n)]));
    const { ok = 0, changed = 0, ...others } = Object.fromEntries(counts);
    return [{ host, ok, changed, other: Object.values(others).reduce((sum, n) => sum + n, 0) }];
  });
}

export interface RecapOptions {
  /** Ansible counts what changed as ok too. */
  readonly okHoldsChanged: boolean;
}

/** Throws unless every task did on every host what the job says. */
export function checkRecap(output: string, job: Job, { okHoldsChanged }: RecapOptions): void {
  const tallies = parseRecap(output);
  if (tallies.length !== job.hosts.length)
    throw new Error(`${job.name}: ${tallies.length} hosts told their end instead of ${job.hosts.length}`);
  for (const { host, ok, changed, other } of tallies) {
    const done = { ok: okHoldsChanged ? ok - changed : ok, changed };
    if (done[job.outcome] !== job.tasks.length || done.ok + done.changed + other !== job.tasks.length)
      throw new Error(
        `${job.name}: ${host} should have ${job.tasks.length} ${job.outcome}, not ${JSON.stringify(done)}`,
      );
  }
}
