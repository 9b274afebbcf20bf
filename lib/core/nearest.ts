import { distance } from 'fastest-levenshtein';

/** The candidate most like `name`, where one is near enough to be meant. */
export function findNearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const steps = distance(name.toLowerCase(), candidate.toLowerCase());
    if (steps < bestDistance) [best, bestDistance] = [candidate, steps];
  }
  return best;
}

/** `did you mean "service"?`, or undefined. */
export function hintNearest(name: string, candidates: Iterable<string>): string | undefined {
  const nearest = findNearest(name, candidates);
  return nearest === undefined ? undefined : `did you mean "${nearest}"?`;
}
