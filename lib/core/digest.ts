import { createHmac } from 'node:crypto';
import { Secret } from './secret.ts';
import { Unknown } from './unknown.ts';

type Hmac = ReturnType<typeof createHmac>;

/**
 * A keyed hash of a value of any shape: equal values have equal ones, whatever order their keys are in. Secrets count
 * by their text, which nobody without the key can guess from it; functions do not count.
 */
export function digestValue(value: unknown, key: Buffer): string {
  const hmac = createHmac('sha256', key);
  add(value, hmac, []);
  return hmac.digest('hex');
}

function add(value: unknown, hmac: Hmac, above: readonly object[]): void {
  if (typeof value !== 'object' || value === null) {
    addText(hmac, typeof value, typeof value === 'function' ? '' : String(value));
    return;
  }
  if (value instanceof Secret) addText(hmac, 'string', value.reveal());
  else if (value instanceof Unknown) addText(hmac, 'unknown', value.reason);
  else if (value instanceof Uint8Array) addText(hmac, 'bytes', value);
  else if (above.includes(value)) addText(hmac, 'again', '');
  else addParts(value, hmac, [...above, value]);
}

function addParts(value: object, hmac: Hmac, above: readonly object[]): void {
  const isMap = value instanceof Map;
  const isList = Array.isArray(value) || value instanceof Set;
  const parts: readonly (readonly [unknown, unknown])[] = isList
    ? [...(value as Iterable<unknown>)].map((part, at) => [at, part])
    : [...(isMap ? value : Object.entries(value))]
        .map(([name, part]) => [String(name), part] as const)
        .filter(([, part]) => part !== undefined && typeof part !== 'function')
        .sort(([a], [b]) => (a < b ? -1 : 1));
  addText(hmac, isList ? 'list' : 'map', String(parts.length));
  for (const [name, part] of parts) {
    addText(hmac, 'key', String(name));
    add(part, hmac, above);
  }
}

/** With its length, so that no two values run together. */
function addText(hmac: Hmac, kind: string, text: string | Uint8Array): void {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  hmac.update(`${kind}:${bytes.length}:`);
  hmac.update(bytes);
}
