import { timeProgram } from '../measure.ts';
import type { Bed, Host } from '../bed/bed.ts';
import { BED } from '../places.ts';
import type { Runner } from '../rounds.ts';

export const SCP = 'scp';

export interface ScpJob {
  readonly bed: Bed;
  readonly host: Host;
  readonly way: 'up' | 'down';
  readonly from: string;
  readonly to: string;
}

/** OpenSSH's own program, with its own choice of cipher. */
export function scp({ bed, host, way, from, to }: ScpJob): Runner {
  const there = (path: string) => `${host.user}@${host.address}:${path}`;
  const args = [
    ...['-q', '-i', bed.key, '-P', `${host.port}`],
    ...['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'],
    ...(way === 'up' ? [from, there(to)] : [there(from), to]),
  ];
  return {
    name: SCP,
    peer: false,
    run: async () => (await timeProgram({ program: SCP, args, cwd: BED })).wallMs,
  };
}
