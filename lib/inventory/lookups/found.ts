import { messageOf } from '../../core/errors.ts';
import { DiagnosticsError } from '../../core/diagnostic.ts';
import { Secret } from '../../core/secret.ts';
import { parseDocument } from '../../source/document.ts';
import { LookupFailed } from './failed.ts';
import type { LookupOptions } from './options.ts';

/** The value in the text that was found. Throws LookupFailed where it is not what it is to be read as. */
export function parseFound(text: string, { parse, trim, secret }: LookupOptions): unknown {
  switch (parse) {
    case 'text':
      return trim ? text.replace(/[\r\n]+$/, '') : text;
    case 'json':
      return attempt('JSON', secret, () => JSON.parse(text, refuseProto) as unknown);
    case 'yaml':
      return attempt('YAML', secret, () => readPlain(text));
  }
}

/** Tags are of no use in data: `parseDocument` refuses all but `!cel`, which is left as the text that it is. */
function readPlain(text: string): unknown {
  return stripTags(parseDocument(text, 'what was found').value);
}

function stripTags(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(stripTags);
  if (Object.getPrototypeOf(value) !== Object.prototype) throw new Error('a tag means nothing in data');
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, stripTags(part)]));
}

function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Error('"__proto__" cannot be a key');
  return value;
}

/** Messages of parsers quote the text, which may be secret. */
function attempt(form: string, secret: boolean, parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    const [first] = error instanceof DiagnosticsError ? error.diagnostics : [];
    const why = secret ? '' : `: ${first?.message ?? messageOf(error)}`;
    throw new LookupFailed({ code: 'lookup/parse', message: `what was found is no ${form}${why}` });
  }
}

/** Numbers of fewer digits are masked where they stand, and not wherever else such a number is. */
const SHORTEST_NUMBER = 4;

/** The value with every text and number in it a secret; `keep` is told of them. Names of keys stay as they are. */
export function hideFound(value: unknown, keep: (secret: Secret) => void): unknown {
  if (Array.isArray(value)) return value.map((part) => hideFound(part, keep));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, hideFound(part, keep)]));
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const secret = new Secret(String(value));
  if (typeof value === 'string' || secret.reveal().length >= SHORTEST_NUMBER) keep(secret);
  return secret;
}
