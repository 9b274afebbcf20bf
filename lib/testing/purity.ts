import { Secret } from '../core/secret.ts';
import { Unknown } from '../core/unknown.ts';

/** Frozen through and through, so that a function that is not pure throws. */
export function freeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value;
  if (value instanceof Secret || value instanceof Unknown) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}

/** Closures are made anew in each call; everything else must be the same. */
export function dropFunctions(value: unknown): unknown {
  if (typeof value === 'function') return 'function';
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value;
  if (value instanceof Secret) return { secret: value.reveal() };
  if (value instanceof Unknown) return { unknown: value.reason };
  if (Array.isArray(value)) return value.map(dropFunctions);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, dropFunctions(part)]));
}
