import { CelText } from '../../source/tags.ts';

/** Plain data that is made while an expression runs, as cel-js works on it. */
export function toCel(value: unknown): unknown {
  // What is read while it runs is data: an expression in it stays text.
  if (value instanceof CelText) return value.toString();
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (value === null || typeof value !== 'object') return value;
  const safe = Object.entries(value).filter(([key]) => key !== '__proto__' && key !== 'constructor');
  return Object.fromEntries(safe.map(([key, item]) => [key, toCel(item)]));
}
