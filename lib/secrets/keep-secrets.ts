import { Secret } from '../core/secret.ts';
import type { Redactor } from './redactor.ts';

/** Tells a redactor every secret anywhere inside a value; each part is looked at once. */
export function keepSecrets(value: unknown, redactor: Redactor, seen = new WeakSet<object>()): void {
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value) || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Secret) redactor.add(value);
  else for (const part of Object.values(value)) keepSecrets(part, redactor, seen);
}
