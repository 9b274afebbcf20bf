import { openLink } from '../bed/link.ts';
import { compare } from '../report/comparison.ts';
import { runRounds } from '../rounds.ts';
import { converge } from './converged.ts';
import { takePart, type Scenario } from './scenario.ts';

const ROUND_TRIP_MS = 100;
const MAY_TAKE_MS = 2000;

/** The converged run where every round trip costs. */
export const link: Scenario = {
  name: 'link',
  async run(ring) {
    const { bed, peers } = ring;
    const near = await converge(bed, 'link');
    const { hosts, how, close } = await openLink(bed, near.hosts, ROUND_TRIP_MS);
    const job = { ...near, hosts };
    const series = await runRounds(takePart(job, peers), ring);
    close();
    return compare({
      title: `The same over a link with ${ROUND_TRIP_MS} ms a round trip`,
      text: `The ${job.tasks.length} converged tasks on ${hosts.length} hosts. The delay is made by ${how}.`,
      series,
      limits: [{ withinMs: MAY_TAKE_MS }],
    });
  },
};
