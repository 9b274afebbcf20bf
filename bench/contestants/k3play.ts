import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { timeProgram } from '../measure.ts';
import { K3PLAY } from '../places.ts';
import type { Runner } from '../rounds.ts';
import { makeFolder, type Job } from './job.ts';
import { checkRecap } from './recap.ts';

export const K3PLAY_NAME = 'k3play';

/** The built command, as a user starts it. */
export function k3play(job: Job): Runner {
  const cwd = makeFolder(job, 'k3play');
  writePlaybook(cwd, job);
  const args = [K3PLAY, ...listArguments(job)];
  return {
    name: K3PLAY_NAME,
    peer: false,
    async run() {
      const { stdout, wallMs } = await timeProgram({ program: process.execPath, args, cwd });
      checkRecap(stdout, job, { okHoldsChanged: false });
      return wallMs;
    },
  };
}

/** The words after `k3play`: its own defaults, but for an output that does not depend on who looks. */
export function listArguments({ check = false }: Job): readonly string[] {
  return ['run', 'play.yml', '-i', 'hosts.yml', '--output', 'plain', ...(check ? ['--check'] : [])];
}

// JSON is YAML.
export function writePlaybook(folder: string, { bed, hosts, tasks }: Job): void {
  const inventory = {
    connection: { key: bed.key, host_key: 'off' },
    groups: {
      bench: {
        hosts: Object.fromEntries(
          hosts.map(({ name, address, port, user, folder }) => [
            name,
            { address, connection: { port, user }, vars: { folder } },
          ]),
        ),
      },
    },
  };
  const plays = [
    {
      name: 'Bench',
      hosts: 'bench',
      gather_facts: false,
      tasks: tasks.map(({ name, k3play: module }) => ({ name, ...module })),
    },
  ];
  writeFileSync(join(folder, 'hosts.yml'), JSON.stringify(inventory));
  writeFileSync(join(folder, 'play.yml'), JSON.stringify(plays));
}
