import { bare, BARE_NAMES } from '../contestants/bare.ts';
import type { Job } from '../contestants/job.ts';
import { ANSIBLE, MITOGEN } from '../contestants/peers.ts';
import { compare } from '../report/comparison.ts';
import { runRounds } from '../rounds.ts';
import { buildCommands, COMMAND, takePart, type Scenario } from './scenario.ts';

const TASKS = 20;

/** Nothing but tasks: what an engine costs where the work itself is nothing. */
export const trues: Scenario = {
  name: 'true',
  async run(ring) {
    const job: Job = {
      name: 'true',
      bed: ring.bed,
      hosts: ring.bed.hosts(ring.quick ? 10 : 50),
      tasks: buildCommands(TASKS),
      outcome: 'changed',
    };
    const runners = [...takePart(job, ring.peers), bare(job, 'shell', COMMAND), bare(job, 'exec', COMMAND)];
    return compare({
      title: `${job.hosts.length} hosts × ${TASKS} tasks of ${COMMAND}`,
      text: 'The bare loops run the same commands with the same library, log in as it does by itself, and do nothing else.',
      series: await runRounds(runners, ring),
      limits: [
        { than: ANSIBLE, atLeast: 60 },
        { than: MITOGEN, atLeast: 30 },
        { than: BARE_NAMES.shell, atMost: 1.5 },
      ],
    });
  },
};
