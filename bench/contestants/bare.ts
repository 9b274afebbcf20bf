import { buildSync } from 'esbuild';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { timeProgram } from '../measure.ts';
import { ROOT } from '../places.ts';
import type { BareWork } from '../programs/bare-loop.ts';
import type { Runner } from '../rounds.ts';
import { makeFolder, type Job } from './job.ts';

const PROGRAM = join(ROOT, 'bench', 'programs', 'bare-loop.ts');
export const BARE_NAMES = {
  exec: 'bare ssh2, one exec a task',
  shell: 'bare ssh2, one shell a host',
} as const satisfies Record<BareWork['way'], string>;

/** The least that the same library can do: no playbook, no report, one command over and over. */
export function bare(job: Job, way: BareWork['way'], command: string): Runner {
  const cwd = makeFolder(job, way);
  const { bed, hosts, tasks } = job;
  const work: BareWork = { way, command, times: tasks.length, key: bed.key, hosts };
  const [program, file] = [join(cwd, 'bare-loop.cjs'), join(cwd, 'work.json')];
  writeFileSync(file, JSON.stringify(work));
  // Compiled beforehand, as k3play is.
  buildSync({ entryPoints: [PROGRAM], outfile: program, bundle: true, platform: 'node', external: ['ssh2'] });
  return {
    name: BARE_NAMES[way],
    slow: false,
    async run() {
      const env = { NODE_PATH: join(ROOT, 'node_modules') };
      const { wallMs } = await timeProgram({ program: process.execPath, args: [program, file], cwd, env });
      return wallMs;
    },
  };
}
