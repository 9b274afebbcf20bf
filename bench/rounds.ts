import { median } from './statistics.ts';

/** One that takes part: does the whole work once and says how long it took. */
export interface Runner {
  readonly name: string;
  /** Takes minutes, so twice must do. */
  readonly slow: boolean;
  readonly run: () => Promise<number>;
}

export interface Series {
  readonly name: string;
  readonly timesMs: readonly number[];
  readonly medianMs: number;
}

const ROUNDS_OF_SLOW = 2;

/**
 * Round by round, forwards and backwards in turn, so that whatever else the machine does, and whatever one
 * leaves warm for the next, falls on all alike.
 */
export async function runRounds(
  runners: readonly Runner[],
  { rounds, say }: { readonly rounds: number; readonly say: (text: string) => void },
): Promise<readonly Series[]> {
  const times = new Map(runners.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? runners : runners.toReversed();
    for (const { name, run } of order.filter(({ slow }) => !slow || round < ROUNDS_OF_SLOW)) {
      const tookMs = await run();
      times.get(name)?.push(tookMs);
      say(`   round ${round + 1}: ${name} ${(tookMs / 1000).toFixed(2)} s`);
    }
  }
  return [...times].map(([name, timesMs]) => ({ name, timesMs, medianMs: median(timesMs) }));
}
