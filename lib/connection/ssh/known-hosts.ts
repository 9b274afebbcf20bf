import { createHmac } from 'node:crypto';
import { matchesPatterns } from './pattern.ts';

/** What known_hosts says of a name and the key it showed. */
export type Verdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown'; readonly hasAuthority: boolean }
  | { readonly kind: 'changed'; readonly place: string; readonly expected: readonly HostKey[] }
  | { readonly kind: 'revoked'; readonly place: string };

export interface HostKey {
  /** `ssh-ed25519` and so on. */
  readonly type: string;
  readonly blob: Buffer;
}

export interface KnownHostsText {
  readonly path: string;
  readonly text: string;
}

interface Entry extends HostKey {
  readonly marker: string | undefined;
  readonly names: string;
  readonly place: string;
}

/** The name a host is kept under. */
export function hostKeyName(address: string, port: number): string {
  return port === 22 ? address.toLowerCase() : `[${address.toLowerCase()}]:${port}`;
}

/** Known hosts of several files; lines that cannot be read are passed over, as ssh does. */
export class KnownHosts {
  readonly #entries: readonly Entry[];

  constructor(files: readonly KnownHostsText[]) {
    this.#entries = files.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => parseEntry(line, `${path}:${index + 1}`)),
    );
  }

  /** Types of the keys known for a name, to ask the host for those first. */
  typesFor(names: readonly string[]): readonly string[] {
    const plain = this.#matching(names).filter(({ marker }) => marker === undefined);
    return [...new Set(plain.map(({ type }) => type))];
  }

  judge(names: readonly string[], key: HostKey): Verdict {
    const entries = this.#matching(names);
    const revoked = entries.find(({ marker, blob }) => marker === '@revoked' && blob.equals(key.blob));
    if (revoked) return { kind: 'revoked', place: revoked.place };
    const plain = entries.filter(({ marker }) => marker === undefined);
    if (plain.some(({ blob }) => blob.equals(key.blob))) return { kind: 'known' };
    const [first] = plain.filter(({ type }) => type === key.type).concat(plain);
    if (first) return { kind: 'changed', place: first.place, expected: plain };
    return { kind: 'unknown', hasAuthority: entries.some(({ marker }) => marker === '@cert-authority') };
  }

  #matching(names: readonly string[]): readonly Entry[] {
    return this.#entries.filter((entry) => names.some((name) => matchesNames(entry.names, name)));
  }
}

function parseEntry(line: string, place: string): readonly Entry[] {
  const words = line.trim().split(/\s+/);
  const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
  const [names, type, base64] = words;
  if (!names || names.startsWith('#') || !type || !base64) return [];
  const blob = Buffer.from(base64, 'base64');
  return blob.length === 0 ? [] : [{ marker, names, type, blob, place }];
}

function matchesNames(names: string, name: string): boolean {
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(names) ?? [];
  if (salt === undefined || hash === undefined) return matchesPatterns(names.split(','), name);
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}
