import { MASK, Secret } from '../core/secret.ts';
import { Unknown } from '../core/unknown.ts';
import { WrongValue } from './errors.ts';

/** Thrown where a rendering needs a value that is not known; what it would have made is unknown then. */
export class UnknownAccess extends Error {
  readonly unknown: Unknown;

  constructor(unknown: Unknown) {
    super(unknown.toString());
    this.unknown = unknown;
  }
}

/** What one rendering touched of the scope, so that secrecy goes on to what it makes. */
export class Usage {
  readonly #secrets = new Set<string>();
  #public: Set<string> | undefined;

  get touchedSecret(): boolean {
    return this.#secrets.size > 0;
  }

  /** From here on, remembers which texts of the scope are no secrets; only needed once a secret was touched. */
  recordPublic(literals: Iterable<string>): void {
    this.#public = new Set(literals);
  }

  reveal(secret: Secret): string {
    const text = secret.reveal();
    this.#secrets.add(text);
    return text;
  }

  notePublic(text: string): void {
    this.#public?.add(text);
  }

  /** A text that came out of the rendering: secret, unless no secret can have gone into it. */
  classify(text: string): string | Secret {
    if (this.#secrets.size === 0 || text === '') return text;
    if (this.#secrets.has(text) || !this.#public?.has(text)) return new Secret(text);
    return text;
  }

  /** The same for a key, which has no place to be a Secret in. Throws WrongValue. */
  checkKey(key: string): string {
    if (this.#public && this.classify(key) instanceof Secret)
      throw new WrongValue('a secret cannot be a key');
    return key;
  }

  /** Every Secret inside a value replaced by its text, for what makes one text of a whole value. */
  revealDeep(value: unknown): unknown {
    if (value instanceof Unknown) throw new UnknownAccess(value);
    if (value instanceof Secret) return this.reveal(value);
    if (Array.isArray(value)) return value.map((item) => this.revealDeep(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.revealDeep(item)]));
  }

  /** For messages: where a secret was touched, a foreign message may hold it or what was made of it. */
  redact(message: string): string {
    return this.touchedSecret ? `the reason is hidden, for a secret was used (${MASK})` : message;
  }
}

/** Names of properties that every object of JavaScript has; data never answers to them. */
const HIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether plain data has a value under this name; inherited ones do not count. */
function hasKey(holder: object, name: string): boolean {
  return !HIDDEN.has(name) && Object.hasOwn(holder, name) && readKey(holder, name) !== undefined;
}

/** The value under a name of plain data; undefined where there is none. */
export function readKey(holder: object, name: string): unknown {
  if (HIDDEN.has(name) || !Object.hasOwn(holder, name)) return undefined;
  const value = (holder as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'function' || typeof value === 'symbol' ? undefined : value;
}

/** The names of plain data, as templates see them. */
export function listKeys(holder: object): string[] {
  return Object.keys(holder).filter((name) => hasKey(holder, name));
}

/** The same for messages; reads no value, for one that is made when it is asked for may be in the making. */
export function listNames(holder: object): string[] {
  return Object.keys(holder).filter((name) => !HIDDEN.has(name));
}
