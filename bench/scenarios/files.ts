import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bed, Host } from '../bed/bed.ts';
import type { Job } from '../contestants/job.ts';
import { k3play, K3PLAY_NAME } from '../contestants/k3play.ts';
import { scp, SCP } from '../contestants/scp.ts';
import { BED } from '../places.ts';
import { formatRatio, formatTime } from '../report/numbers.ts';
import { runRounds, type Runner, type Series } from '../rounds.ts';
import type { Scenario } from './scenario.ts';

const MEGABYTES = 200;
const MEGABYTE = 1_000_000;
const SHARE_ASKED = 0.7;
const EQUAL = 'k3play, equal already';
const WAYS = ['up', 'down'] as const;
type Way = (typeof WAYS)[number];

/** One large file to a host and from it, beside scp. */
export const files: Scenario = {
  name: 'files',
  async run(ring) {
    const [host] = ring.bed.hosts(1);
    if (!host) throw new Error('the bed has no host');
    const source = makeFile();
    const results: { readonly way: Way; readonly series: readonly Series[] }[] = [];
    for (const way of WAYS) {
      const runners = takeTurns(ring.bed, { host, way, source });
      results.push({ way, series: await runRounds(runners, ring) });
    }
    return {
      title: `A file of ${MEGABYTES} MB, up and down`,
      text: 'The whole command each time. k3play syncs and checks the file by its sha256 on both sides and looks at it again afterwards; scp does not. Where the file is equal already, the content is hashed and nothing is sent.',
      table: [
        ['', 'median', 'MB/s', 'of scp', 'runs'],
        ...results.flatMap(({ way, series }) =>
          series.map(({ name, medianMs, timesMs }) => [
            `${name} ${way}`,
            formatTime(medianMs),
            ((MEGABYTES * 1000) / medianMs).toFixed(0),
            formatRatio(shareOfScp(series, name)),
            `${timesMs.length}`,
          ]),
        ),
      ],
      targets: results.map(({ way, series }) => ({
        what: `${MEGABYTES} MB ${way}: share of scp's pace`,
        asked: `${formatRatio(SHARE_ASKED)} or more`,
        measured: formatRatio(shareOfScp(series, K3PLAY_NAME)),
        reached: shareOfScp(series, K3PLAY_NAME) >= SHARE_ASKED,
      })),
    };
  },
};

interface Trip {
  readonly host: Host;
  readonly way: Way;
  readonly source: string;
}

/** The first round goes in this order, so that the last one always finds the file that the one before it left. */
function takeTurns(bed: Bed, { host, way, source }: Trip): readonly Runner[] {
  const place = way === 'up' ? host.folder : BED;
  const [scpTarget, target] = [join(place, `${way}-scp`), join(place, `${way}-k3play`)];
  const module =
    way === 'up' ? { copy: { src: source, dest: target } } : { fetch: { src: source, dest: target } };
  const job = (outcome: Job['outcome']): Job => ({
    name: `files-${way}-${outcome}`,
    bed,
    hosts: [host],
    tasks: [{ name: 'File', k3play: module, ansible: {} }],
    outcome,
  });
  return [
    afresh(scp({ bed, host, way, from: source, to: scpTarget }), source, scpTarget),
    afresh(k3play(job('changed')), source, target),
    { ...k3play(job('ok')), name: EQUAL },
  ];
}

/** Without a target that could be equal already, and with one that is afterwards. */
function afresh(runner: Runner, source: string, target: string): Runner {
  return {
    ...runner,
    async run() {
      rmSync(target, { force: true });
      const tookMs = await runner.run();
      execFileSync('cmp', [source, target]);
      return tookMs;
    },
  };
}

function shareOfScp(series: readonly Series[], name: string): number {
  const medianOf = (wanted: string) => series.find((one) => one.name === wanted)?.medianMs ?? NaN;
  return medianOf(SCP) / medianOf(name);
}

/** Random, so that nothing on the way can make it smaller. */
function makeFile(): string {
  const path = join(BED, 'large');
  for (let written = 0; written < MEGABYTES; written += 1) appendFileSync(path, randomBytes(MEGABYTE));
  chmodSync(path, 0o644);
  return path;
}
