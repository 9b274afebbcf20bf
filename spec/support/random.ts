export interface Random {
  /** A whole number from 0 up to but not including the limit. */
  below(limit: number): number;
  chance(likelihood: number): boolean;
  pick<T>(choices: readonly [T, ...T[]] | readonly T[]): T;
}

/** The same numbers for the same seed (mulberry32), so that what a spec found can be found again. */
export function createRandom(seed: number): Random {
  let state = seed;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (limit: number): number => Math.floor(next() * limit);
  const chance = (likelihood: number): boolean => next() < likelihood;
  return { below, chance, pick: (choices) => choices[below(choices.length)] as (typeof choices)[number] };
}
