import { ANY } from './source.ts';

/** Who may reach what. Compared as text: `10.0.0.1 6443/tcp`, `10.42.0.0/16 all`, `10.0.0.2 vrrp`. */
export interface Rule {
  /** An address or a network, as `parseSource` makes it, or "any". */
  readonly source: string;
  /** `6443/tcp`, `51820-51821/udp`, `vrrp`, or `all`. */
  readonly what: string;
}

export function describeRule({ source, what }: Rule): string {
  return `${source} ${what}`;
}

/** What is not let in yet. A rule for anybody, or for all of a source, covers those of one port. */
export function findMissing(wanted: readonly Rule[], present: readonly Rule[]): Rule[] {
  const known = new Set(present.map(describeRule));
  return wanted.filter(
    ({ source, what }) =>
      ![
        { source, what },
        { source: ANY, what },
        { source, what: 'all' },
      ].some((rule) => known.has(describeRule(rule))),
  );
}
