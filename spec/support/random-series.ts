/** Numbers that look random and are the same for the same seed: mulberry32, Tommy Ettinger, public domain. */
export interface Series {
  /** An integer from 0 to below `limit`. */
  below(limit: number): number;
  chance(likelihood: number): boolean;
  pick<T>(items: readonly T[]): T;
}

export function randomSeries(seed: number): Series {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (likelihood) => next() < likelihood,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
  };
}
