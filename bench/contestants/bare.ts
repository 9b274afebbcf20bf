import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../compile.ts';
import { timeProgram } from '../measure.ts';
import type { BareWork } from '../programs/bare-loop.ts';
import type { Runner } from '../rounds.ts';
import { makeFolder, type Job } from './job.ts';

export const BARE_NAMES = {
  exec: 'bare ssh2, one exec a task',
  shell: 'bare ssh2, one shell a host',
} as const satisfies Record<BareWork['way'], string>;

/** The least that the same library can do: no playbook, no report, one command over and over. */
export function bare(job: Job, way: BareWork['way'], command: string): Runner {
  const cwd = makeFolder(job, way);
  const { bed, hosts, tasks } = job;
  const work: BareWork = { way, command, times: tasks.length, key: bed.key, hosts };
  writeFileSync(join(cwd, 'work.json'), JSON.stringify(work));
  const { file, env } = compile('bare-loop', cwd);
  return {
    name: BARE_NAMES[way],
    peer: false,
    async run() {
      const args = [file, 'work.json'];
      return (await timeProgram({ program: process.execPath, args, cwd, env })).wallMs;
    },
  };
}
