import { Secret } from '../../core/secret.ts';
import { Unknown } from '../../core/unknown.ts';
import { listNames, readKey, UnknownAccess, type Usage } from '../access.ts';

/** A template reads what is not there. `path` is as far as it is known. */
export class MissingValue extends Error {
  readonly path: readonly string[];
  /** The names there are beside it. */
  readonly siblings: readonly string[];

  constructor(path: readonly string[], siblings: readonly string[]) {
    super(`${path.join('.')} is not defined`);
    this.path = path;
    this.siblings = siblings;
  }
}

/** A value that is no text would be printed. */
export class NoText extends Error {
  readonly path: readonly string[];
  readonly noun: 'a map' | 'a list' | 'null';

  constructor(path: readonly string[], noun: NoText['noun']) {
    super(`${path.join('.')} is ${noun}`);
    this.path = path;
    this.noun = noun;
  }
}

/**
 * The scope as Handlebars sees it: maps and lists behind proxies, made as they are read, that have nothing but
 * their own entries and cannot be made text; what is missing speaks up when it is.
 */
export class TextViews {
  /** Why the value that was last made text cannot be. */
  printed: MissingValue | NoText | undefined;
  readonly #usage: Usage;
  readonly #raw = new WeakMap<object, unknown>();
  readonly #missing = new WeakMap<object, MissingValue>();

  constructor(usage: Usage) {
    this.#usage = usage;
  }

  expose(value: unknown, path: readonly string[]): unknown {
    if (value instanceof Secret) return this.#usage.reveal(value);
    if (value instanceof Unknown) throw new UnknownAccess(value);
    if (value === null) return this.#exposeNull(path);
    if (value === undefined) return this.#exposeMissing(new MissingValue(path, []));
    return typeof value === 'object' ? this.#exposeHolder(value, path) : value;
  }

  /** A context with more names, whose values are exposed already. */
  layer(context: unknown, names: Readonly<Record<string, unknown>>): object {
    const read = (name: string): unknown => {
      if (Object.hasOwn(names, name)) return names[name];
      if (context !== null && typeof context === 'object') return (context as Record<string, unknown>)[name];
      return this.#exposeMissing(new MissingValue([name], Object.keys(names)));
    };
    const view = this.#createProxy(read, () => new NoText([], 'a map'));
    const below = this.unwrapLenient(context);
    const raw = Object.entries(names).map(([name, value]) => [name, this.unwrapLenient(value)] as const);
    // Variables are worked out when they are read, so they are not copied as values.
    const data: object = Object.create(
      Object.prototype,
      Object.getOwnPropertyDescriptors(below ?? {}),
    ) as object;
    for (const [name, value] of raw) {
      Object.defineProperty(data, name, { value, enumerable: true, configurable: true });
    }
    this.#raw.set(view, data);
    return view;
  }

  /** What a helper gets: the data itself. Throws MissingValue where there is none. */
  unwrap(value: unknown): unknown {
    const raw = this.unwrapLenient(value);
    if (raw === undefined) throw this.#missingOf(value) ?? new MissingValue([], []);
    return raw;
  }

  /** The same, undefined where there is none. */
  unwrapLenient(value: unknown): unknown {
    return value !== null && typeof value === 'object' && this.#raw.has(value) ? this.#raw.get(value) : value;
  }

  #missingOf(value: unknown): MissingValue | undefined {
    return value !== null && typeof value === 'object' ? this.#missing.get(value) : undefined;
  }

  #exposeHolder(holder: object, path: readonly string[]): object {
    const list = Array.isArray(holder) ? (holder as readonly unknown[]) : undefined;
    const read = (name: string): unknown => {
      if (list && name === 'length') return list.length;
      const value = readKey(holder, name);
      if (value !== undefined) return this.expose(value, [...path, name]);
      return this.#exposeMissing(new MissingValue([...path, name], list ? [] : listNames(holder)));
    };
    const view = this.#createProxy(read, () => new NoText(path, list ? 'a list' : 'a map'));
    this.#raw.set(view, holder);
    return view;
  }

  #exposeNull(path: readonly string[]): object {
    const read = (name: string) => this.#exposeMissing(new MissingValue([...path, name], []));
    const view = this.#createProxy(read, () => new NoText(path, 'null'));
    this.#raw.set(view, null);
    return view;
  }

  #exposeMissing(missing: MissingValue): object {
    const view: object = this.#createProxy(
      () => view,
      () => missing,
    );
    this.#raw.set(view, undefined);
    this.#missing.set(view, missing);
    return view;
  }

  #createProxy(read: (name: string) => unknown, onText: () => MissingValue | NoText): object {
    return new Proxy(Object.create(null) as object, {
      get: (_, name) => {
        if (typeof name === 'string') return read(name);
        if (name !== Symbol.toPrimitive) return undefined;
        return () => {
          this.printed = onText();
          return UNPRINTABLE;
        };
      },
      // Handlebars asks whether a name is there before it reads it; the answer to reading is better.
      has: () => true,
      getOwnPropertyDescriptor: () => ({
        value: undefined,
        configurable: true,
        enumerable: true,
        writable: true,
      }),
      set: () => false,
    });
  }
}

/** Handlebars compares contexts by `!=`, which a symbol bears; making it text is an error. */
const UNPRINTABLE = Symbol('unprintable');
