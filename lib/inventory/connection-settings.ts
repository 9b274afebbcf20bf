import { Secret } from '../core/secret.ts';
import type { HostConnection } from './model.ts';
import type { ConnectionEntry } from './schema.ts';

/** The inventory's words for settings, farthest first, as the engine calls them. */
export function mergeConnection(entries: readonly ConnectionEntry[]): HostConnection {
  const merged: Record<string, unknown> = {};
  for (const entry of entries) {
    for (const [key, value] of Object.entries(entry)) {
      if (key === 'connect_timeout') merged['connectTimeoutMs'] = Math.round(Number(value) * 1000);
      else merged[camelCase(key)] = SECRET_KEYS.has(key) ? asSecret(value) : value;
    }
  }
  return merged;
}

const SECRET_KEYS: ReadonlySet<string> = new Set(['password', 'passphrase', 'become_password']);

function asSecret(value: unknown): Secret {
  return value instanceof Secret ? value : new Secret(String(value));
}

function camelCase(key: string): string {
  return key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
