import { dirname, isAbsolute, join } from 'node:path';
import { fault, type Diagnostic, type Span } from '../../core/diagnostic.ts';
import { Secret } from '../../core/secret.ts';
import { isPlainMap } from '../../schema/examine.ts';
import { createValidator } from '../../schema/validate.ts';
import type { Path } from '../../source/positions.ts';
import { Lookup, SecretName } from '../../source/tags.ts';
import { describeUnknownSecret, type KeptSecrets } from '../named-secrets.ts';
import { LookupFailed } from './failed.ts';
import { hideFound, parseFound } from './found.ts';
import { FORMS, readOptions, type LookupOptions } from './options.ts';
import { MAX_BYTES, type LookUp, type LookupRequest } from './request.ts';

/** A value, or why there is none. */
export interface Outcome {
  readonly value: unknown;
  readonly faults: readonly Diagnostic[];
}

/** Where a lookup is written: its own place by the empty path, those of its options by theirs. */
export type PlaceOf = (path: Path) => Span;

/** The lookups of one run: what stands at a place is looked up once, however often its file is read. */
export interface Lookups {
  resolve(lookup: Lookup, placeOf: PlaceOf): Promise<Outcome>;
  /** All that was found so far and is secret. */
  readonly secrets: readonly Secret[];
}

/** What `!secret NAME` stands for in headers; without it, such a server is not asked. */
export interface LookupSecrets {
  /** Asked where one is named; undefined where nobody may read them. */
  readonly read: () => Promise<KeptSecrets | undefined>;
  /** What they lie beside, as `-i` names it. */
  readonly inventory: string;
}

export function createLookups(lookUp: LookUp, keptSecrets?: LookupSecrets): Lookups {
  const validator = createValidator();
  const outcomes = new Map<string, Promise<Outcome>>();
  const secrets: Secret[] = [];
  /** By Ctrl-C: nothing more is looked up. */
  let stopped: { readonly by: unknown } | undefined;
  const keep = (secret: Secret): void => void secrets.push(secret);

  function resolve(lookup: Lookup, placeOf: PlaceOf): Promise<Outcome> {
    const { file, line, column } = placeOf([]);
    const key = `${file}:${line}:${column}`;
    const outcome = outcomes.get(key) ?? find(lookup, placeOf);
    outcomes.set(key, outcome);
    return outcome;
  }

  async function find({ kind, given }: Lookup, placeOf: PlaceOf): Promise<Outcome> {
    const { headers, faults } = await findHeaders(given, placeOf);
    const plain = headers ? { ...(given as object), headers: {} } : given;
    const { options, issues } = readOptions(kind, plain, validator);
    const wrong = issues.map(({ path, message, hint }) => {
      const at = isPlainMap(given) && path.length > 0 ? `"${path.join('.')}" of ` : '';
      const span = placeOf(isPlainMap(given) ? path : []);
      const cure = (isPlainMap(given) ? hint : undefined) ?? `write ${FORMS[kind]}`;
      return fault('lookup/options', `${at}!${kind}: ${message}`, { span, hint: cure });
    });
    if (wrong.length + faults.length > 0) return fail([...faults, ...wrong]);
    return ask(buildRequest(kind, { ...options, headers: headers ?? {} }, placeOf([])), options, placeOf([]));
  }

  async function ask(request: LookupRequest, options: LookupOptions, span: Span): Promise<Outcome> {
    if (stopped) throw stopped.by;
    try {
      const text = await lookUp(request);
      if (options.secret) keep(new Secret(text));
      return succeed(parseFound(text, options), options);
    } catch (error) {
      if (!(error instanceof LookupFailed)) {
        stopped = { by: error };
        throw error;
      }
      if (error.code === 'lookup/not-set' && options.default !== undefined)
        return succeed(options.default, options);
      return fail([fault(error.code, error.message, { span, hint: error.hint })]);
    }
  }

  function succeed(value: unknown, { secret }: LookupOptions): Outcome {
    return succeedWith(secret ? hideFound(value, keep) : value);
  }

  /** Headers may themselves be looked up, or be kept secrets: a token has to come from somewhere. */
  async function findHeaders(
    given: unknown,
    placeOf: PlaceOf,
  ): Promise<{ readonly headers?: Headers; readonly faults: readonly Diagnostic[] }> {
    if (!isPlainMap(given) || !isPlainMap(given['headers'])) return { faults: [] };
    const faults: Diagnostic[] = [];
    const headers: Record<string, string | Secret> = {};
    for (const [name, written] of Object.entries(given['headers'])) {
      const place: PlaceOf = (path) => placeOf(['headers', name, ...path]);
      const outcome = await findHeader(written, place);
      faults.push(...outcome.faults);
      if (outcome.faults.length > 0) continue;
      const { value } = outcome;
      if (typeof value === 'string' || value instanceof Secret) headers[name] = value;
      else faults.push(fault('lookup/options', `the header "${name}" must be text`, { span: place([]) }));
    }
    return { headers, faults };
  }

  function findHeader(written: unknown, place: PlaceOf): Outcome | Promise<Outcome> {
    if (written instanceof Lookup) return resolve(written, place);
    return written instanceof SecretName ? findSecret(written.name, place([])) : succeedWith(written);
  }

  async function findSecret(name: string, span: Span): Promise<Outcome> {
    const kept = await keptSecrets?.read();
    if (!kept) {
      const message = `a header is the secret "${name}", which cannot be read`;
      const hint = 'name the identity that it was kept with: --identity FILE';
      return fail([fault('lookup/secret', message, { span, hint })]);
    }
    const secret = kept.get(name);
    if (secret) {
      keep(secret);
      return succeedWith(secret);
    }
    const inventory = keptSecrets?.inventory ?? '';
    return fail([describeUnknownSecret(name, kept, { inventory, span })]);
  }

  return { resolve, secrets };
}

type Headers = Readonly<Record<string, string | Secret>>;

function succeedWith(value: unknown): Outcome {
  return { value, faults: [] };
}

function fail(faults: readonly Diagnostic[]): Outcome {
  return { value: null, faults };
}

function buildRequest(
  kind: Lookup['kind'],
  { name, path, argv, url, headers, secret, timeout }: Omit<LookupOptions, 'headers'> & { headers: Headers },
  { file }: Span,
): LookupRequest {
  const bounds = { secret, timeoutMs: timeout * 1000, maxBytes: MAX_BYTES };
  const folder = dirname(file);
  switch (kind) {
    case 'env':
      return { kind, name, ...bounds };
    case 'file':
      return { kind, path: isAbsolute(path) ? path : join(folder, path), ...bounds };
    case 'command':
      return { kind, argv, folder, ...bounds };
    case 'http':
      return { kind, url, headers, ...bounds };
  }
}
