import { K3PLAY_NAME } from '../contestants/k3play.ts';
import type { Series } from '../rounds.ts';
import { formatRatio, formatTime } from './numbers.ts';
import type { Report, Target } from './report.ts';

/** How many times as long another must take at least, how many times as long k3play may take at most, or how long. */
export type Limit =
  | { readonly than: string; readonly atLeast: number }
  | {
      /** k3play where it is not said. */
      readonly who?: string;
      readonly than: string;
      readonly atMost: number;
    }
  | { readonly withinMs: number };

export interface Comparison {
  readonly title: string;
  readonly text: string;
  readonly series: readonly Series[];
  /** Those about someone who did not take part, or failed, are left out. */
  readonly limits: readonly Limit[];
}

/** Contestants' times side by side, as times and as multiples of k3play's. */
export function compare({ title, text, series, limits }: Comparison): Report {
  const medians = new Map(
    series.filter(({ timesMs }) => timesMs.length > 0).map(({ name, medianMs }) => [name, medianMs]),
  );
  const own = medians.get(K3PLAY_NAME) ?? NaN;
  return {
    title,
    text,
    table: [
      ['', 'median', 'fastest to slowest', 'runs', 'times k3play'],
      ...series.map((one) => describeSeries(one, own)),
    ],
    targets: limits.flatMap((limit) => judge(limit, medians)),
  };
}

function describeSeries({ name, medianMs, timesMs }: Series, ownMs: number): readonly string[] {
  if (timesMs.length === 0) return [name, 'failed'];
  const [fastest, slowest] = [Math.min(...timesMs), Math.max(...timesMs)].map(formatTime);
  return [
    name,
    formatTime(medianMs),
    `${fastest ?? ''} to ${slowest ?? ''}`,
    `${timesMs.length}`,
    formatRatio(medianMs / ownMs),
  ];
}

function judge(limit: Limit, medians: ReadonlyMap<string, number>): readonly Target[] {
  if ('withinMs' in limit) return [judgeTime(limit.withinMs, medians.get(K3PLAY_NAME) ?? NaN)];
  const who = ('who' in limit ? limit.who : undefined) ?? K3PLAY_NAME;
  const [mine, theirs] = [medians.get(who), medians.get(limit.than)];
  if (mine === undefined || theirs === undefined) return [];
  if ('atLeast' in limit)
    return [
      {
        what: `${who}: times faster than ${limit.than}`,
        asked: `${formatRatio(limit.atLeast)} or more`,
        measured: formatRatio(theirs / mine),
        reached: theirs / mine >= limit.atLeast,
      },
    ];
  return [
    {
      what: `${who}: times as long as ${limit.than}`,
      asked: `${formatRatio(limit.atMost)} or less`,
      measured: formatRatio(mine / theirs),
      reached: mine / theirs <= limit.atMost,
    },
  ];
}

function judgeTime(withinMs: number, tookMs: number): Target {
  return {
    what: `${K3PLAY_NAME}: time`,
    asked: `under ${formatTime(withinMs)}`,
    measured: formatTime(tookMs),
    reached: tookMs < withinMs,
  };
}
