import assert from 'node:assert/strict';
import { Secret } from '../../../lib/core/secret.ts';
import { parseToken, readToken } from '../../../lib/modules/k3s/shared/token-read.ts';
import { k3sToken } from '../../../lib/modules/k3s/token.ts';
import { describeModule } from '../../support/describe-module.ts';

const HASH = 'a'.repeat(64);
const full = new Secret(`K10${HASH}::server:pass:word`);

describeModule(k3sToken, {
  inSync: [
    {
      title: 'a full token',
      params: {},
      found: { token: { token: full } },
      result: { token: full, password: new Secret('pass:word'), ca_hash: HASH },
    },
    {
      title: 'a short one',
      params: { path: '/data/token' },
      found: { token: { token: new Secret('short') } },
      result: { token: new Secret('short'), password: new Secret('short'), ca_hash: '' },
    },
    {
      title: 'no token where none is needed',
      params: { required: false },
      found: { token: { token: null } },
      result: { token: new Secret(''), password: new Secret(''), ca_hash: '' },
    },
  ],
  faults: [
    {
      title: 'no token',
      params: {},
      found: { token: { token: null } },
      message: /no token in .*is this a server/,
    },
  ],
  invalid: [{ title: 'a relative path', params: { path: 'token' }, message: /path/ }],
});

describe('parseToken', () => {
  const cases = [
    [`K10${HASH}::server:pass`, { caHash: HASH, password: 'pass' }],
    [`K10${HASH}::server:pa:ss`, { caHash: HASH, password: 'pa:ss' }],
    [`K10${HASH}::pass`, { caHash: HASH, password: 'pass' }],
    ['server:pass', { caHash: '', password: 'pass' }],
    ['pass', { caHash: '', password: 'pass' }],
    ['K10short', { caHash: '', password: 'K10short' }],
  ] as const;
  for (const [token, parsed] of cases) {
    it(`takes ${token.replace(HASH, 'HASH')} apart`, () => assert.deepEqual(parseToken(token), parsed));
  }
});

describe('readToken', () => {
  it('never shows the token', () => {
    const answer = readToken('/x').parse({
      code: 0,
      stdout: Buffer.from('K10secret\n'),
      stderr: Buffer.alloc(0),
      truncated: false,
      durationMs: 1,
    });

    assert.equal(answer.token?.reveal(), 'K10secret');
    assert.ok(!JSON.stringify(answer).includes('secret'));
  });
});
