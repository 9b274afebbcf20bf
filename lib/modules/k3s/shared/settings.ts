import { DiagnosticsError } from '../../../core/diagnostic.ts';
import { MASK, Secret } from '../../../core/secret.ts';
import { isUnknown, type Unknown } from '../../../core/unknown.ts';
import { parseDocument } from '../../../source/document.ts';

export type Scalar = string | number | bigint | boolean | Secret | Unknown;
/** Settings by key, without those that are null. Repeatable ones are lists. */
export type Settings = ReadonlyMap<string, Scalar | readonly Scalar[]>;

/** The settings in a config.yaml; undefined where it is no mapping of settings. */
export function parseSettings(text: string): Settings | undefined {
  try {
    const { value } = parseDocument(text, 'config.yaml');
    if (value === null) return new Map();
    if (typeof value !== 'object' || Array.isArray(value)) return undefined;
    const entries = Object.entries(value).map(([key, setting]) => [key, setting ?? ''] as const);
    return entries.every(([, setting]) => isSetting(setting))
      ? new Map(entries as Iterable<[string, Scalar]>)
      : undefined;
  } catch (error) {
    if (error instanceof DiagnosticsError) return undefined;
    throw error;
  }
}

export function isSetting(value: unknown): value is Scalar | readonly Scalar[] {
  return Array.isArray(value) ? value.every(isScalar) : isScalar(value);
}

function isScalar(value: unknown): value is Scalar {
  if (typeof value === 'number') return Number.isFinite(value) && !String(value).includes('e');
  return (
    ['string', 'boolean', 'bigint'].includes(typeof value) || value instanceof Secret || isUnknown(value)
  );
}

/** As a config.yaml, sorted by key. No leaf may be unknown. */
export function renderSettings(settings: Settings): string {
  const keys = [...settings.keys()].sort();
  return keys.map((key) => `${key}:${renderValue(settings.get(key) ?? '')}\n`).join('');
}

function renderValue(value: Scalar | readonly Scalar[]): string {
  if (!isList(value)) return ` ${renderScalar(value)}`;
  return value.length === 0 ? ' []' : value.map((item) => `\n  - ${renderScalar(item)}`).join('');
}

/** Only words that no reader of YAML, 1.1 or 1.2, takes for anything else stay without quotes. */
function renderScalar(value: Scalar): string {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  const text = wordOf(value);
  if (/^[A-Za-z/][A-Za-z0-9_./-]*$/.test(text) && !/^(y|n|yes|no|true|false|on|off|null)$/i.test(text))
    return text;
  // YAML reads JSON's strings, but takes these characters for line ends or refuses them.
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (each) => {
    return `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** What K3s makes of a value: settings become words of its command line, so "1" and 1 are the same. */
export function wordsOf(value: Scalar | readonly Scalar[] | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  return isList(value) ? value.map(wordOf) : [wordOf(value)];
}

function wordOf(value: Scalar): string {
  return value instanceof Secret ? value.reveal() : String(value);
}

export function isList(value: Scalar | readonly Scalar[]): value is readonly Scalar[] {
  return Array.isArray(value);
}

/** Settings that are secret whatever they came from. */
export function isSecretKey(key: string): boolean {
  return /^(token|agent-token|datastore-endpoint|vpn-auth)\+?$|-(key|secret|password)\+?$/.test(key);
}

/** The settings as people may see them; `secret` has the keys whose values came from a secret. */
export function maskSettings(settings: Settings, secret: ReadonlySet<string>): Settings {
  return new Map(
    [...settings].map(([key, value]) => [key, secret.has(key) || isSecretKey(key) ? MASK : value]),
  );
}

export function showSetting(settings: Settings, key: string): string {
  const value = settings.get(key);
  if (value === undefined) return 'unset';
  return isList(value) ? `[${value.map(String).join(' ')}]` : String(value);
}
