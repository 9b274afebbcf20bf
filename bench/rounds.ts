import { formatTime } from './report/numbers.ts';
import { median } from './statistics.ts';

/** One that takes part: does the whole work once and says how long it took. */
export interface Runner {
  readonly name: string;
  /** Another engine: takes minutes, so twice must do, and is left out once it fails. */
  readonly peer: boolean;
  readonly run: () => Promise<number>;
}

export interface Series {
  readonly name: string;
  /** None of one that failed. */
  readonly timesMs: readonly number[];
  /** NaN of one that failed. */
  readonly medianMs: number;
}

interface RoundsOptions {
  readonly rounds: number;
  readonly say: (text: string) => void;
}

const ROUNDS_OF_PEERS = 2;

/** Lets all take their turns. */
export async function runRounds(
  runners: readonly Runner[],
  { rounds, say }: RoundsOptions,
): Promise<readonly Series[]> {
  const times = new Map(runners.map(({ name }) => [name, [] as number[]]));
  const failed = new Set<string>();
  for (const { name, run, peer } of listTurns(runners, rounds)) {
    if (failed.has(name)) continue;
    try {
      const tookMs = await run();
      times.get(name)?.push(tookMs);
      say(`   ${name}: ${formatTime(tookMs)}`);
    } catch (error) {
      if (!peer) throw error;
      failed.add(name);
      say(`   ${name} failed: ${String(error)}`);
    }
  }
  return [...times].map(([name, timesMs]) =>
    failed.has(name) ? { name, timesMs: [], medianMs: NaN } : { name, timesMs, medianMs: median(timesMs) },
  );
}

/**
 * Round by round, forwards and backwards in turn, so that whatever else the machine does, and whatever one
 * leaves warm for the next, falls on all alike.
 */
function listTurns(runners: readonly Runner[], rounds: number): readonly Runner[] {
  return Array.from({ length: rounds }, (_, round) => {
    const present = runners.filter(({ peer }) => !peer || round < ROUNDS_OF_PEERS);
    return round % 2 === 0 ? present : present.toReversed();
  }).flat();
}
