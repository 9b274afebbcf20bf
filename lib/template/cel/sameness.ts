/** A text that two values of an expression share when they are equal: 1 and 1.0 are, maps in whatever order. */
export function keyOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint' || typeof value === 'number') return `#${String(value)}`;
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(keyOf).join(',')}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  if (!isPlain && !(value instanceof Map))
    return `${value.constructor.name}(${(value as { toString(): string }).toString()})`;
  const entries = value instanceof Map ? [...(value as Map<unknown, unknown>)] : Object.entries(value);
  const parts = entries.map(([key, part]) => `${JSON.stringify(String(key))}:${keyOf(part)}`);
  return `{${parts.sort().join(',')}}`;
}

/** The items of a list, each once. */
export function listDistinct(list: readonly unknown[]): unknown[] {
  const known = new Set<string>();
  return list.filter((item) => {
    const key = keyOf(item);
    return known.has(key) ? false : known.add(key);
  });
}

/** Whether values are among those of a list. */
export function createFinder(list: readonly unknown[]): (value: unknown) => boolean {
  const keys = new Set(list.map(keyOf));
  return (value) => keys.has(keyOf(value));
}
