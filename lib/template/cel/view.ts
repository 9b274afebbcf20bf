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
  /** The last name that was looked for in vain, and where; for messages. */
  missed: { readonly name: string; readonly map: object } | undefined;
  readonly #raw = new WeakMap<object, object>();
  readonly #views = new Map<object, object>();

  constructor(usage: Usage) {
    this.usage = usage;
  }

  /** The names an expression sees. */
  exposeScope(scope: Scope): MapView {
    return new ScopeView(scope, this);
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
    const view = Array.isArray(value) ? this.#exposeList(value) : new MapView(value, this);
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
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.usage.checkKey(key), this.settle(item)]),
    );
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
}

/** A map of the scope as cel-js sees it: read through, never copied. */
class MapView extends Map<unknown, unknown> {
  readonly #map: object;
  readonly #evaluation: Evaluation;

  static {
    // cel-js knows a map by its constructor.
    Object.defineProperty(this.prototype, 'constructor', { value: Map });
  }

  constructor(map: object, evaluation: Evaluation) {
    super();
    this.#map = map;
    this.#evaluation = evaluation;
  }

  override get size(): number {
    return listKeys(this.#map).length;
  }

  override get(key: unknown): unknown {
    const name = String(key);
    const value = readKey(this.#map, name);
    if (value !== undefined) return this.#evaluation.expose(value);
    this.#evaluation.missed = { name, map: this.#map };
    return undefined;
  }

  override has(key: unknown): boolean {
    return readKey(this.#map, String(key)) !== undefined;
  }

  override *keys(): MapIterator<unknown> {
    for (const key of Object.keys(this.#map)) {
      if (!this.has(key)) continue;
      this.#evaluation.usage.notePublic(key);
      yield key;
    }
  }

  override *entries(): MapIterator<[unknown, unknown]> {
    for (const key of this.keys()) yield [key, this.get(key)];
  }

  override [Symbol.iterator](): MapIterator<[unknown, unknown]> {
    return this.entries();
  }
}

class ScopeView extends MapView {
  readonly #evaluation: Evaluation;

  constructor(scope: Scope, evaluation: Evaluation) {
    super(scope, evaluation);
    this.#evaluation = evaluation;
  }

  override get(key: unknown): unknown {
    return key === EVALUATION ? this.#evaluation : super.get(key);
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
