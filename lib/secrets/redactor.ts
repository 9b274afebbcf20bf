import { MASK, Secret, reveal } from '../core/secret.ts';
import { Unknown } from '../core/unknown.ts';
import { buildForms, type Form } from './forms.ts';

/** Stands before every sink: what it was told is secret leaves as `********`. */
export interface Redactor {
  add(secret: Secret | string): void;
  redact(text: string): string;
  /** A JSON-like value with all its texts and keys redacted; `Secret` becomes the mask. What needs none of it is not copied. */
  redactValue(value: unknown): unknown;
}

/** Secrets shorter than this are masked only where they are the whole value. */
const SHORTEST_INSIDE = 4;
/** No value of ours is so deep; what a host sends may be. */
const DEEPEST = 200;

/**
 * Knows each secret in many spellings: raw, escaped for JSON, quoted for a shell, URL, base64, hexadecimal.
 * Base64 that is wrapped in the middle of a secret is not recognised.
 */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  const forms = new Map<string, Form>();
  let anyForm: RegExp | undefined;

  function add(secret: Secret | string): void {
    const value = reveal(secret);
    if (value.trim() === '' || secrets.has(value)) return;
    secrets.add(value);
    if (value.trim().length < SHORTEST_INSIDE) return;
    for (const form of buildForms(value)) forms.set(form.text, form);
    anyForm = undefined;
  }

  function redact(text: string): string {
    if (secrets.has(text)) return MASK;
    if (forms.size === 0) return text;
    anyForm ??= buildPattern(forms.keys());
    return anyForm.test(text) ? mask(text, forms.values()) : text;
  }

  function redactValue(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return redact(value);
    if (typeof value === 'number' || typeof value === 'bigint')
      return secrets.has(String(value)) ? MASK : value;
    if (value === null || typeof value !== 'object') return value;
    if (value instanceof Secret) return MASK;
    if (value instanceof Unknown) {
      const reason = redact(value.reason);
      return reason === value.reason ? value : new Unknown(reason);
    }
    if (depth === DEEPEST) return '(too deep to show)';
    return Array.isArray(value)
      ? redactList(value, depth + 1)
      : redactMap(value as Readonly<Record<string, unknown>>, depth + 1);
  }

  function redactList(list: readonly unknown[], depth: number): readonly unknown[] {
    const shown = list.map((item) => redactValue(item, depth));
    return shown.every((item, at) => Object.is(item, list[at])) ? list : shown;
  }

  function redactMap(map: Readonly<Record<string, unknown>>, depth: number): unknown {
    const keys = Object.keys(map);
    const shown = keys.map((key) => redactValue(map[key], depth));
    const isSame = keys.every((key, at) => Object.is(shown[at], map[key]) && redact(key) === key);
    return isSame ? map : Object.fromEntries(keys.map((key, at) => [redact(key), shown[at]]));
  }

  return { add, redact, redactValue: (value) => redactValue(value) };
}

function buildPattern(texts: Iterable<string>): RegExp {
  return new RegExp([...texts].map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'));
}

/** Masks what any form covers. Forms may overlap, so the stretches are joined first. */
function mask(text: string, forms: Iterable<Form>): string {
  const stretches: [from: number, to: number][] = [];
  for (const form of forms) {
    for (let at = text.indexOf(form.text); at !== -1; at = text.indexOf(form.text, at + 1)) {
      const from = form.before > 0 && isBase64(text[at - 1]) ? at - 1 : at;
      const end = at + form.text.length;
      stretches.push([from, form.after > 0 && isBase64(text[end]) ? end + 1 : end]);
    }
  }
  stretches.sort(([a], [b]) => a - b);
  let masked = '';
  let done = 0;
  for (const [from, to] of stretches) {
    if (from >= done) masked += text.slice(done, from) + MASK;
    done = Math.max(done, to);
  }
  return masked + text.slice(done);
}

function isBase64(character: string | undefined): boolean {
  return character !== undefined && /[\w+/-]/.test(character);
}
