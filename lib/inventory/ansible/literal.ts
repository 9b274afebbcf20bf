/**
 * A value of an INI inventory: what Python would read as a number, a text in quotes, True, False, None, or a list
 * or map of these is that; all else is text as it stands.
 */
export function readLiteral(text: string): unknown {
  const reader = new LiteralReader(text);
  return reader.read();
}

const OTHER = Symbol('no literal');

class LiteralReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    const value = this.#readValue();
    this.#skip(/\s*(#.*)?/y);
    return value === OTHER || this.#at < this.#text.length ? this.#text : value;
  }

  #readValue(): unknown {
    this.#skip(/\s*/y);
    const word = this.#skip(/(?:True|False|None)\b/y);
    if (word !== undefined) return WORDS[word];
    const number = this.#skip(/[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y);
    if (number !== undefined)
      return Number.isSafeInteger(Number(number)) || /[.eE]/.test(number) ? Number(number) : OTHER;
    const quoted = this.#skip(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y);
    if (quoted !== undefined)
      return quoted.slice(1, -1).replaceAll(/\\([\\'"nt])/g, (_, sign: string) => ESCAPES[sign] ?? sign);
    if (this.#skip(/[[(]/y) !== undefined) return this.#readList();
    if (this.#skip(/\{/y) !== undefined) return this.#readMap();
    return OTHER;
  }

  #readList(): unknown {
    const items: unknown[] = [];
    while (this.#skip(/\s*[\])]/y) === undefined) {
      const item = this.#readValue();
      if (item === OTHER) return OTHER;
      items.push(item);
      if (this.#skip(/\s*,/y) === undefined) return this.#skip(/\s*[\])]/y) === undefined ? OTHER : items;
    }
    return items;
  }

  #readMap(): unknown {
    const entries: [string, unknown][] = [];
    while (this.#skip(/\s*\}/y) === undefined) {
      const key = this.#readValue();
      if ((typeof key !== 'string' && typeof key !== 'number') || key === '__proto__') return OTHER;
      if (this.#skip(/\s*:/y) === undefined) return OTHER;
      const value = this.#readValue();
      if (value === OTHER) return OTHER;
      entries.push([String(key), value]);
      if (this.#skip(/\s*,/y) === undefined)
        return this.#skip(/\s*\}/y) === undefined ? OTHER : Object.fromEntries(entries);
    }
    return Object.fromEntries(entries);
  }

  #skip(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}

const WORDS: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t' };
