import type { Bed } from '../bed/bed.ts';
import type { Job, TaskPair } from '../contestants/job.ts';
import { k3play } from '../contestants/k3play.ts';
import { ANSIBLE, MITOGEN } from '../contestants/peers.ts';
import { compare } from '../report/comparison.ts';
import { runRounds, type Runner } from '../rounds.ts';
import { takePart, type Scenario } from './scenario.ts';

const HOSTS = 10;
const PLACES = 10;

/** A run that finds everything as it should be, and its dry run. */
export const converged: Scenario = {
  name: 'converged',
  async run(ring) {
    const job = await converge(ring.bed, 'converged');
    const dry = takePart({ ...job, name: 'converged-check', check: true }, ring.peers).map(nameAsCheck);
    const series = await runRounds([...takePart(job, ring.peers), ...dry], ring);
    return compare({
      title: `Converged run: ${job.tasks.length} tasks × ${HOSTS} hosts`,
      text: 'Ten times a folder, a file with content, and a line in a file; nothing is left to change.',
      series,
      limits: [
        { than: ANSIBLE, atLeast: 70 },
        { than: MITOGEN, atLeast: 25 },
        // No slower; a twentieth is noise.
        { who: addCheck('k3play'), than: 'k3play', atMost: 1.05 },
      ],
    });
  },
};

function nameAsCheck(runner: Runner): Runner {
  return { ...runner, name: addCheck(runner.name) };
}

function addCheck(name: string): string {
  return `${name} --check`;
}

/** Brings ten hosts to where the job's tasks find nothing to do. */
export async function converge(bed: Bed, name: string): Promise<Job> {
  const hosts = bed.hosts(HOSTS);
  const job: Job = { name, bed, hosts, tasks: buildTasks(name), outcome: 'ok' };
  await k3play({ ...job, name: `${name}-first`, outcome: 'changed' }).run();
  return job;
}

function buildTasks(name: string): readonly TaskPair[] {
  return Array.from({ length: PLACES }, (_, index) => `${name}/${index + 1}`).flatMap((place) => {
    const folder = { path: `{{ folder }}/${place}`, state: 'directory', mode: '0755' };
    const file = { dest: `{{ folder }}/${place}/file`, content: `content of ${place}\n`, mode: '0644' };
    const line = {
      path: `{{ folder }}/${place}/lines`,
      line: `setting = ${place}`,
      create: true,
      mode: '0644',
    };
    return [
      { name: `Folder ${place}`, k3play: { file: folder }, ansible: { file: folder } },
      { name: `File ${place}`, k3play: { copy: file }, ansible: { copy: file } },
      { name: `Line ${place}`, k3play: { line }, ansible: { lineinfile: line } },
    ];
  });
}
