import assert from 'node:assert/strict';
import { Secret } from '../../../../lib/core/secret.ts';
import { buildVerifier, matchesVerifier } from '../../../../lib/modules/shared/postgresql/verifier.ts';

/** The example of RFC 7677, as PostgreSQL would store it: user "user", password "pencil". */
const RFC_7677 =
  'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=';

describe('matchesVerifier', () => {
  const cases = [
    { title: 'the password of RFC 7677', password: 'pencil', stored: RFC_7677, matches: true },
    { title: 'another password', password: 'pencils', stored: RFC_7677, matches: false },
    { title: 'text that is no verifier', password: 'pencil', stored: 'pencil', matches: false },
    { title: 'no verifier', password: 'pencil', stored: '', matches: false },
    {
      title: 'endless rounds',
      password: 'pencil',
      stored: RFC_7677.replace('4096', '999999999999'),
      matches: false,
    },
    { title: 'no rounds', password: 'pencil', stored: RFC_7677.replace('4096', '0'), matches: false },
  ];
  for (const { title, password, stored, matches } of cases) {
    it(`says ${String(matches)} of ${title}`, () => {
      assert.equal(matchesVerifier(new Secret(password), 'user', stored), matches);
    });
  }

  it('knows the md5 verifier of a role, and only of that role', () => {
    const stored = 'md5fff0b0b4ac6b08bd4cd56ffa5c481ee6';

    assert.equal(matchesVerifier(new Secret('abc'), 'k3s', stored), true);
    assert.equal(matchesVerifier(new Secret('abc'), 'k3t', stored), false);
  });
});

describe('buildVerifier', () => {
  it('makes what matches the password it was made of, and no other', () => {
    const verifier = buildVerifier(new Secret('correct horse'), 'k3s').reveal();

    assert.match(
      verifier,
      /^SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/,
    );
    assert.equal(matchesVerifier(new Secret('correct horse'), 'k3s', verifier), true);
    assert.equal(matchesVerifier(new Secret('correct house'), 'k3s', verifier), false);
  });

  it('makes the same of the same, and another salt for another role or password', () => {
    const salts = [
      ['a', 'k3s'],
      ['a', 'k3t'],
      ['b', 'k3s'],
    ].map(([password = '', role = '']) => buildVerifier(new Secret(password), role).reveal().split('$')[1]);

    assert.equal(buildVerifier(new Secret('a'), 'k3s').reveal().split('$')[1], salts[0]);
    assert.equal(new Set(salts).size, 3);
  });

  it('takes odd spaces and ligatures as the server does', () => {
    const verifier = buildVerifier(new Secret('su\u00a0per \ufb01ne\u00ad'), 'k3s').reveal();

    assert.equal(matchesVerifier(new Secret('su per fine'), 'k3s', verifier), true);
  });
});
