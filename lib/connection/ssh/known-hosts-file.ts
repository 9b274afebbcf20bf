import { createHmac } from 'node:crypto';
import { matchesPatterns } from './pattern.ts';

export interface HostKey {
  /** `ssh-ed25519` and so on. */
  readonly type: string;
  readonly blob: Buffer;
}

/** What one line says. */
export interface KnownHost extends HostKey {
  readonly marker: string | undefined;
  readonly line: number;
  /** File and line. */
  readonly place: string;
}

interface Hashed {
  readonly salt: Buffer;
  readonly hash: string;
  readonly host: KnownHost;
}

/**
 * A file of known hosts. Asked for many hosts it is parsed once, and what is added to it meanwhile then. Lines that
 * cannot be read are passed over, as ssh does.
 */
export class KnownHostsFile {
  readonly #path: string;
  #text = '';
  #lines = 0;
  readonly #named = new Map<string, KnownHost[]>();
  readonly #hashed: Hashed[] = [];
  readonly #patterns: { readonly patterns: readonly string[]; readonly host: KnownHost }[] = [];
  readonly #found = new Map<string, readonly KnownHost[]>();

  constructor(path: string, text = '') {
    this.#path = path;
    this.#read(text);
  }

  /** The same file with the text that it has now: this one, where that only grew. */
  with(text: string): KnownHostsFile {
    const grew = text.startsWith(this.#text) && (this.#text === '' || this.#text.endsWith('\n'));
    if (!grew) return text === this.#text ? this : new KnownHostsFile(this.#path, text);
    if (text.length > this.#text.length) this.#read(text);
    return this;
  }

  /** All lines for a name, in no order. */
  find(name: string): readonly KnownHost[] {
    const known = this.#found.get(name);
    if (known) return known;
    const found = [
      ...(this.#named.get(name.toLowerCase()) ?? []),
      ...this.#patterns.filter(({ patterns }) => matchesPatterns(patterns, name)).map(({ host }) => host),
      ...this.#hashed.filter(({ salt, hash }) => hashOf(name, salt) === hash).map(({ host }) => host),
    ];
    this.#found.set(name, found);
    return found;
  }

  #read(text: string): void {
    const lines = text.slice(this.#text.length).split('\n');
    for (const [index, line] of lines.entries()) this.#add(line, this.#lines + index + 1);
    this.#text = text;
    this.#lines += lines.length - 1;
    this.#found.clear();
  }

  #add(text: string, line: number): void {
    const words = text.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
    const [names, type, base64] = words;
    if (!names || names.startsWith('#') || !type || !base64) return;
    const blob = Buffer.from(base64, 'base64');
    if (blob.length === 0) return;
    const host = { marker, type, blob, line, place: `${this.#path}:${line}` };
    const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(names) ?? [];
    const patterns = names.split(',');
    if (salt !== undefined && hash !== undefined) {
      this.#hashed.push({ salt: Buffer.from(salt, 'base64'), hash, host });
    } else if (/[*?!]/.test(names)) {
      this.#patterns.push({ patterns, host });
    } else {
      for (const name of patterns) this.#addNamed(name.toLowerCase(), host);
    }
  }

  #addNamed(name: string, host: KnownHost): void {
    const known = this.#named.get(name);
    if (known) known.push(host);
    else this.#named.set(name, [host]);
  }
}

function hashOf(name: string, salt: Buffer): string {
  return createHmac('sha1', salt).update(name).digest('base64');
}
