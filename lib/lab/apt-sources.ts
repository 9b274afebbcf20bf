import { SUITE } from './recipe.ts';

/** One entry of apt's sources, whichever of its two formats it was written in. */
export interface AptSource {
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** A keyring's path, or a key block, as written. */
  readonly signedBy: string | undefined;
}

const DEFAULT_KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Used where the machine has no Debian sources of its own. */
const DEFAULT_SOURCES: readonly AptSource[] = [
  {
    uris: ['http://deb.debian.org/debian'],
    suites: [SUITE, `${SUITE}-updates`],
    components: ['main'],
    signedBy: DEFAULT_KEYRING,
  },
  {
    uris: ['http://deb.debian.org/debian-security'],
    suites: [`${SUITE}-security`],
    components: ['main'],
    signedBy: DEFAULT_KEYRING,
  },
];

/** The entries of a `.sources` file: paragraphs of fields, long values indented on the next lines. */
export function parseDeb822(text: string): AptSource[] {
  const sources: AptSource[] = [];
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  for (const paragraph of lines.join('\n').split(/\n\s*\n/)) {
    const fields = new Map<string, string>();
    for (const match of paragraph.matchAll(/^([A-Za-z-]+):(.*(?:\n[ \t].*)*)/gm)) {
      fields.set((match[1] ?? '').toLowerCase(), (match[2] ?? '').trim());
    }
    const words = (name: string): string[] => (fields.get(name) ?? '').split(/\s+/).filter(Boolean);
    if (!words('types').includes('deb') || /^(no|false|0)$/i.test(fields.get('enabled') ?? '')) continue;
    sources.push({
      uris: words('uris'),
      suites: words('suites'),
      components: words('components'),
      signedBy: fields.get('signed-by'),
    });
  }
  return sources;
}

/** The entries of a `sources.list`: `deb [options] uri suite component...`, one a line. */
export function parseOneLine(text: string): AptSource[] {
  return [...text.matchAll(/^deb[ \t]+(?:\[([^\]]*)\][ \t]+)?(\S+)[ \t]+(\S+)[ \t]+([^#\n]+)/gm)].map(
    (match) => ({
      uris: [match[2] ?? ''],
      suites: [match[3] ?? ''],
      components: (match[4] ?? '').trim().split(/\s+/),
      signedBy: /(?:^|\s)signed-by=(\S+)/.exec(match[1] ?? '')?.[1],
    }),
  );
}

/**
 * The machine's Debian sources for the lab's release: other vendors' repositories and other suites are
 * left out, and the machine's own codename gives way to the lab's, so that its mirrors are used.
 */
export function selectSources(sources: readonly AptSource[], codename: string): readonly AptSource[] {
  const suites = new Map(['', '-updates', '-security'].map((tail) => [codename + tail, SUITE + tail]));
  const selected = sources
    .filter(({ components }) => components.includes('main'))
    .map((source) => ({
      ...source,
      uris: source.uris.filter((uri) => /^https?:/.test(uri)),
      suites: source.suites.flatMap((suite) => suites.get(suite) ?? []),
      components: ['main'],
    }))
    .filter(({ uris, suites: known }) => uris.length > 0 && known.length > 0);
  return selected.some((source) => source.suites.includes(SUITE)) ? selected : DEFAULT_SOURCES;
}

/** The text of a `.sources` file. */
export function renderSources(sources: readonly AptSource[]): string {
  return sources
    .map(({ uris, suites, components, signedBy }) =>
      [
        'Types: deb',
        `URIs: ${uris.join(' ')}`,
        `Suites: ${suites.join(' ')}`,
        `Components: ${components.join(' ')}`,
        ...(signedBy === undefined ? [] : [`Signed-By: ${signedBy}`]),
        '',
      ].join('\n'),
    )
    .join('\n');
}
