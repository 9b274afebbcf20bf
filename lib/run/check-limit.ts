import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import type { Play } from '../playbook/model.ts';
import { hostsOfRun, type HostsOfRunOptions } from './hosts-of-run.ts';

/** `--limit` must leave some play a host; a run of nothing at all would look like success. */
export function checkLimit(plays: readonly Play[], options: HostsOfRunOptions): void {
  const { limit } = options;
  if (limit === undefined || plays.some((play) => hostsOfRun(play, options).length > 0)) return;
  const unlimited = { ...options, limit: undefined };
  const having = plays.filter((play) => hostsOfRun(play, unlimited).length > 0);
  if (having.length === 0) return;
  const patterns = [...new Set(having.map(({ hosts }) => hosts))].join('; ');
  throw new DiagnosticsError([
    fault('cli/no-hosts', `--limit: no play runs on ${[...limit].join(', ')}`, {
      hint: `the plays are for ${patterns}`,
    }),
  ]);
}
