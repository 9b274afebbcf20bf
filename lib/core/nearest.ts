import { distance } from 'fastest-levenshtein';

/** The candidate most like `name`, where one is near enough to be meant; of two as near, the one that starts and ends alike. */
export function findNearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestScore = -Infinity;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    // Two of three letters wrong is another word, unless they only changed places.
    const furthest = name.length < 4 && other[0] !== wanted[0] ? 1 : Math.max(2, Math.floor(name.length / 3));
    const steps = distance(wanted, other);
    const score = countAlike(wanted, other) - 100 * steps;
    if (steps <= furthest && score > bestScore) [best, bestScore] = [candidate, score];
  }
  return best;
}

/** Letters that two words have in common at their start and at their end. */
function countAlike(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return start + end;
}

/** `did you mean "service"?`, or undefined. */
export function hintNearest(name: string, candidates: Iterable<string>): string | undefined {
  const nearest = findNearest(name, candidates);
  return nearest === undefined ? undefined : `did you mean "${nearest}"?`;
}
