import type { Play } from '../playbook/model.ts';
import { hostsOfPlay, type PlayHostsOptions } from '../playbook/play-hosts.ts';

export interface HostsOfRunOptions extends PlayHostsOptions {
  /** Only these hosts; undefined is all. */
  readonly limit: ReadonlySet<string> | undefined;
}

/** The hosts on which a play runs: those that take part in it, as far as the run is for them. */
export function hostsOfRun(play: Play, options: HostsOfRunOptions): readonly string[] {
  const { limit } = options;
  const taking = hostsOfPlay(play, options);
  return limit ? taking.filter((name) => limit.has(name)) : taking;
}
