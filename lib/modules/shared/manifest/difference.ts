/** What an object is and would be, as far as that differs. */
export interface Difference {
  /** "" where there is none. */
  readonly before: string;
  readonly after: string;
}

/** Of a unified diff the two texts that it is about, without what both have far from a difference; undefined of no diff. */
export function readDifference(said: string): Difference | undefined {
  const lines = said.split('\n');
  const start = lines.findIndex((line) => line.startsWith('@@ '));
  if (start < 0) return undefined;
  const inside = lines.slice(start).filter((line) => /^[-+ ]/.test(line));
  const pick = (mark: '-' | '+'): string =>
    inside
      .filter((line) => line.startsWith(mark) || line.startsWith(' '))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  return { before: pick('-'), after: pick('+') };
}
