import type { HostKey, KnownHost, KnownHostsFile } from './known-hosts-file.ts';

/** What known_hosts says of a name and the key it showed. */
export type Verdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown'; readonly hasAuthority: boolean }
  | { readonly kind: 'changed'; readonly place: string; readonly expected: readonly HostKey[] }
  | { readonly kind: 'revoked'; readonly place: string };

/** The name a host is kept under. */
export function hostKeyName(address: string, port: number): string {
  return port === 22 ? address.toLowerCase() : `[${address.toLowerCase()}]:${port}`;
}

/** Known hosts of several files, read in this order. */
export class KnownHosts {
  readonly #files: readonly KnownHostsFile[];

  constructor(files: readonly KnownHostsFile[]) {
    this.#files = files;
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

  #matching(names: readonly string[]): readonly KnownHost[] {
    return this.#files.flatMap((file) => {
      const found = new Set(names.flatMap((name) => file.find(name)));
      return [...found].sort((a, b) => a.line - b.line);
    });
  }
}
