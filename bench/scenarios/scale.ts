import { listArguments, writePlaybook } from '../contestants/k3play.ts';
import { makeFolder, type Job } from '../contestants/job.ts';
import { meterK3play, type Metered } from '../contestants/metered.ts';
import { checkRecap } from '../contestants/recap.ts';
import { formatMegabytes, formatRatio, formatTime } from '../report/numbers.ts';
import { drawPlot } from '../report/plot.ts';
import type { Target } from '../report/report.ts';
import { median } from '../statistics.ts';
import { buildCommands, type Ring, type Scenario } from './scenario.ts';

const SIZES = [10, 100, 1000] as const;
const QUICK_SIZES = [10, 100] as const;
const TASKS = 10;
const LONG_PLAY_TASKS = 1000;
const MOST_ROUNDS = 3;
const MAY_HOLD_BYTES = 400e6;
/** A host among many may cost this much more than a host among a tenth as many. */
const MAY_GROW = 1.2;

/** What k3play needs, of one job. */
interface Need {
  readonly hosts: number;
  readonly tasks: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
}

/** Time, processor and memory of k3play itself as hosts and tasks grow. */
export const scale: Scenario = {
  name: 'scale',
  async run(ring) {
    const needs: Need[] = [];
    for (const hosts of ring.quick ? QUICK_SIZES : SIZES) needs.push(await measure(ring, hosts, TASKS));
    const longPlay = await measure(ring, 1, LONG_PLAY_TASKS);
    return {
      title: 'Scale',
      text: 'Tasks of /bin/true; processor and memory are those of the process of k3play alone. All hosts are this machine, whose sshd has its share of the time.',
      table: [
        ['hosts', 'tasks', 'time', 'time a host and task', 'processor time', 'peak memory'],
        ...[...needs, longPlay].map(({ hosts, tasks, wallMs, cpuMs, peakBytes }) => [
          `${hosts}`,
          `${tasks}`,
          formatTime(wallMs),
          `${formatRatio(wallMs / hosts / tasks)} ms`,
          formatTime(cpuMs),
          formatMegabytes(peakBytes),
        ]),
      ],
      figure: { alt: 'Time and memory of k3play against the number of hosts', svg: drawNeeds(needs) },
      targets: judge(needs),
    };
  },
};

async function measure(ring: Ring, hosts: number, tasks: number): Promise<Need> {
  const { bed, rounds, say } = ring;
  const job: Job = {
    name: `scale-${hosts}-${tasks}`,
    bed,
    hosts: bed.hosts(hosts),
    tasks: buildCommands(tasks),
    outcome: 'changed',
  };
  const cwd = makeFolder(job, 'k3play');
  writePlaybook(cwd, job);
  const runs: Metered[] = [];
  for (let round = 0; round < Math.min(rounds, MOST_ROUNDS); round += 1) {
    const run = await meterK3play(cwd, listArguments(job));
    checkRecap(run.stdout, job, { okHoldsChanged: false });
    say(`   ${hosts} hosts × ${tasks} tasks: ${formatTime(run.wallMs)}, ${formatMegabytes(run.peakBytes)}`);
    runs.push(run);
  }
  const middle = (pick: (run: Metered) => number) => median(runs.map(pick));
  return {
    hosts,
    tasks,
    wallMs: middle((run) => run.wallMs),
    cpuMs: middle((run) => run.cpuMs),
    peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
  };
}

function judge(needs: readonly Need[]): readonly Target[] {
  const [before, most] = needs.slice(-2);
  if (!before || !most) return [];
  const growth = most.wallMs / most.hosts / (before.wallMs / before.hosts);
  return [
    {
      what: `k3play: memory with ${most.hosts} hosts`,
      asked: `under ${formatMegabytes(MAY_HOLD_BYTES)}`,
      measured: formatMegabytes(most.peakBytes),
      reached: most.peakBytes < MAY_HOLD_BYTES,
    },
    {
      what: `k3play: time a host with ${most.hosts} hosts, times that with ${before.hosts}`,
      asked: `${formatRatio(MAY_GROW)} or less`,
      measured: formatRatio(growth),
      reached: growth <= MAY_GROW,
    },
  ];
}

function drawNeeds(needs: readonly Need[]): string {
  return drawPlot({
    across: 'hosts',
    panels: [
      {
        title: 'time',
        points: needs.map(({ hosts, wallMs }) => ({ x: hosts, y: wallMs, label: formatTime(wallMs) })),
      },
      {
        title: 'peak memory',
        points: needs.map(({ hosts, peakBytes }) => ({
          x: hosts,
          y: peakBytes,
          label: formatMegabytes(peakBytes),
        })),
      },
    ],
  });
}
