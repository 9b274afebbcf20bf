import assert from 'node:assert/strict';
import { parseDeb822, parseOneLine, renderSources, selectSources } from '../../lib/lab/apt-sources.ts';

const DEB822 = `# A comment
Types: deb deb-src
URIs: http://mirror.example.org/debian
Suites: trixie trixie-updates trixie-backports
Components: main contrib
Signed-By: /usr/share/keyrings/mirror.gpg

Types: deb
URIs: https://other.example.org/linux/debian
Suites: trixie
Components: stable

Enabled: no
Types: deb
URIs: http://off.example.org/debian
Suites: trixie
Components: main
`;

describe('parseDeb822', () => {
  it('reads the entries that are switched on', () => {
    const sources = parseDeb822(DEB822);

    assert.deepEqual(sources[0], {
      uris: ['http://mirror.example.org/debian'],
      suites: ['trixie', 'trixie-updates', 'trixie-backports'],
      components: ['main', 'contrib'],
      signedBy: '/usr/share/keyrings/mirror.gpg',
    });
    assert.deepEqual(
      sources.map(({ uris }) => uris[0]),
      ['http://mirror.example.org/debian', 'https://other.example.org/linux/debian'],
    );
  });

  it('keeps a key block as it was written, and writes it back so', () => {
    const block = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF\n -----END PGP PUBLIC KEY BLOCK-----';
    const text = `Types: deb\nURIs: http://x.example.org/debian\nSuites: a\nComponents: main\nSigned-By:\n ${block}\n`;

    const sources = parseDeb822(text);

    assert.equal(sources[0]?.signedBy, block);
    assert.deepEqual(parseDeb822(renderSources(sources)), sources);
  });
});

describe('parseOneLine', () => {
  it('reads entries with and without options', () => {
    const sources = parseOneLine(
      [
        'deb http://mirror.example.org/debian trixie main contrib # ours',
        '# deb http://off.example.org/debian trixie main',
        'deb [arch=amd64 signed-by=/k.gpg] https://mirror.example.org/debian-security trixie-security main',
        'deb-src http://mirror.example.org/debian trixie main',
      ].join('\n'),
    );

    assert.deepEqual(sources, [
      {
        uris: ['http://mirror.example.org/debian'],
        suites: ['trixie'],
        components: ['main', 'contrib'],
        signedBy: undefined,
      },
      {
        uris: ['https://mirror.example.org/debian-security'],
        suites: ['trixie-security'],
        components: ['main'],
        signedBy: '/k.gpg',
      },
    ]);
  });
});

describe('selectSources', () => {
  it("takes the machine's Debian mirrors for the lab's release, and no other vendor's", () => {
    assert.deepEqual(selectSources(parseDeb822(DEB822), 'trixie'), [
      {
        uris: ['http://mirror.example.org/debian'],
        suites: ['bookworm', 'bookworm-updates'],
        components: ['main'],
        signedBy: '/usr/share/keyrings/mirror.gpg',
      },
    ]);
  });

  for (const [what, text] of [
    ['without sources', ''],
    ['with sources on a disc alone', 'deb cdrom:[Debian]/ trixie main'],
  ] as const) {
    it(`falls back to Debian's own mirror ${what}`, () => {
      const selected = selectSources(parseOneLine(text), 'trixie');

      assert.deepEqual(
        selected.flatMap(({ uris }) => uris),
        ['http://deb.debian.org/debian', 'http://deb.debian.org/debian-security'],
      );
    });
  }
});
