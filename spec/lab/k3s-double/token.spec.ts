import assert from 'node:assert/strict';
import { bootstrapKey, formatToken, parseToken } from '../../../lib/lab/k3s-double/token.ts';

const HASH = 'ab'.repeat(32);

describe('parseToken', () => {
  const cases = [
    ['secret', { caHash: '', user: '', password: 'secret' }],
    [`K10${HASH}::server:secret`, { caHash: HASH, user: 'server', password: 'secret' }],
    [`K10${HASH}::node:a:b`, { caHash: HASH, user: 'node', password: 'a:b' }],
  ] as const;
  for (const [text, token] of cases) {
    it(`reads ${text}`, () => assert.deepEqual(parseToken(text), token));
  }

  const faults = [
    ['', /token must not be empty/],
    ['K10abc::server:secret', /invalid token CA hash length/],
    [`K10${HASH}::secret`, /invalid token format/],
    [`K10${HASH}::server:`, /invalid token format/],
  ] as const;
  for (const [text, message] of faults) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => parseToken(text), message));
  }

  it('is undone by formatToken', () => {
    const token = { caHash: HASH, user: 'server', password: 'x' };

    assert.deepEqual(parseToken(formatToken(token)), token);
  });
});

describe('bootstrapKey', () => {
  it("is the start of the password's sha256", () => {
    assert.equal(bootstrapKey('abc'), '/bootstrap/ba7816bf8f01');
  });
});
