import { isDeepStrictEqual } from 'node:util';
import { Unknown } from '../core/unknown.ts';
import type { Reads } from '../modules/read.ts';
import type { ChangeStep, Step } from '../modules/step.ts';

export type Found = Readonly<Record<string, unknown>>;

export function isChange(step: Step): step is ChangeStep {
  return step.kind !== 'poll';
}

/** What the steps say the reads will answer, over what they answer now: check mode's view. */
export function layOver(found: Found, reads: Reads, steps: readonly Step[]): Found {
  const predicted = new Map(
    steps
      .filter(isChange)
      .flatMap(({ predicts }) => predicts ?? [])
      .map((p) => [p.key, p.answer]),
  );
  const view = Object.entries(reads).map(([name, { key }]) => [
    name,
    predicted.has(key) ? predicted.get(key) : found[name],
  ]);
  return Object.fromEntries(view) as Found;
}

/** Whether a host's answer is what was predicted; what was said to be unknown may be anything. */
export function agrees(predicted: unknown, actual: unknown): boolean {
  if (predicted instanceof Unknown) return true;
  if (!isRecord(predicted) || !isRecord(actual)) return isDeepStrictEqual(predicted, actual);
  if (predicted['kind'] === 'present') return actual['kind'] !== 'absent';
  const names = new Set([...Object.keys(predicted), ...Object.keys(actual)]);
  return [...names].every((name) => agrees(predicted[name], actual[name]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
}
