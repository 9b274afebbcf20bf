import { Optional } from '@marcbachmann/cel-js';

/** Values of CEL's own types in plain data: a timestamp as ISO 8601, a duration as "90s", bytes in base64. */
export function settleSpecial(value: object): unknown {
  if (value instanceof Optional) return value.hasValue() ? value.value() : null;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Set) return [...value] as unknown[];
  if (value instanceof Map) return Object.fromEntries(value) as unknown;
  const primitive: unknown = value.valueOf();
  // What is left are unsigned integers, durations and types, which write themselves.
  return typeof primitive === 'bigint' ? primitive : (value as { toString(): string }).toString();
}
