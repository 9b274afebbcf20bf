import { Secret } from '../../core/secret.ts';
import { Unknown } from '../../core/unknown.ts';
import { listKeys, readKey, UnknownAccess, type Usage } from '../access.ts';
import type { Scope } from '../compiled.ts';
import { settleSpecial } from './special.ts';

/** No identifier can be of this name; under it functions find the evaluation they belong to. */
const EVALUATION = '%evaluation';

/**
 * One evaluation of an expression. `expose` turns a value of the scope into what cel-js works on, a level at a
 * time and as it is read; `settle` turns what cel-js made back into a value of the scope.
 */
export class Evaluation {
  readonly usage: Usage;
  /** The last name that was looked for in vain, with the names there are; for messages. */
  missed: { readonly name: string; readonly siblings: readonly string[] } | undefined;
  readonly #raw = new WeakMap<object, object>();
  readonly #views = new Map<object, object>();

  constructor(usage: Usage) {
    this.usage = usage;
  }

  /** The names an expression sees. */
  exposeScope(scope: Scope): Record<string, unknown> {
    const view = this.expose(scope) as Record<string, unknown>;
    return new Proxy(view, { get: (target, name) => (name === EVALUATION ? this : target[name as string]) });
  }

  expose(value: unknown): unknown {
    if (value instanceof Secret) return this.usage.reveal(value);
    if (value instanceof Unknown) throw new UnknownAccess(value);
    if (typeof value === 'string') this.usage.notePublic(value);
    // cel-js tells whole numbers (bigint) from others (number).
    if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
    if (value === null || typeof value !== 'object') return value;
    const known = this.#views.get(value);
    if (known) return known;
    const view = Array.isArray(value) ? this.#exposeList(value) : this.#exposeMap(value);
    this.#views.set(value, view);
    this.#raw.set(view, value);
    return view;
  }

  /** The value of the scope behind a view, or the value that cel-js made, in plain data. */
  settle(value: unknown): unknown {
    if (typeof value === 'string') return this.usage.classify(value);
    if (typeof value === 'bigint') return settleInteger(value);
    if (value === null || typeof value !== 'object') return value;
    const raw = this.#raw.get(value);
    if (raw) return raw;
    if (Array.isArray(value)) return value.map((item) => this.settle(item));
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return this.settle(settleSpecial(value));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.settle(item)]));
  }

  /** Items that need no care are copied; a secret or unknown one speaks up when it is read. */
  #exposeList(list: readonly unknown[]): unknown[] {
    const view: unknown[] = new Array(list.length);
    for (const [index, item] of list.entries()) {
      if (item instanceof Secret || item instanceof Unknown) {
        Object.defineProperty(view, index, {
          get: () => this.expose(item),
          enumerable: true,
          configurable: true,
        });
      } else {
        view[index] = this.expose(item ?? null);
      }
    }
    return view;
  }

  #exposeMap(map: object): object {
    const has = (name: string | symbol): name is string => {
      if (typeof name === 'string' && readKey(map, name) !== undefined) return true;
      if (typeof name === 'string') this.missed = { name, siblings: listKeys(map) };
      return false;
    };
    const read = (name: string | symbol): unknown => {
      // What cel-js reads to learn that this is a map; not a lookup of the expression's.
      if (name === 'constructor') return undefined;
      return has(name) ? this.expose(readKey(map, name)) : undefined;
    };
    return new Proxy(Object.create(null) as object, {
      get: (_, name) => read(name),
      has: (_, name) => has(name),
      ownKeys: () => this.#exposeKeys(map),
      getOwnPropertyDescriptor: (_, name) =>
        has(name) ? { value: undefined, configurable: true, enumerable: true, writable: false } : undefined,
    });
  }

  #exposeKeys(map: object): string[] {
    const keys = listKeys(map);
    for (const key of keys) this.usage.notePublic(key);
    return keys;
  }
}

/** The evaluation a function of ours was called in. */
export function evaluationOf(context: { getValue(name: string): unknown }): Evaluation {
  return context.getValue(EVALUATION) as Evaluation;
}

function settleInteger(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new RangeError(`${value} is too large to be kept exactly`);
}
