import assert from 'node:assert/strict';
import { digestValue } from '../../lib/core/digest.ts';
import { Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';

const KEY = Buffer.alloc(32, 1);

describe('digestValue', () => {
  const round: { self?: unknown } = {};
  round.self = round;
  const values: readonly unknown[] = [
    ...[
      null,
      undefined,
      '',
      'null',
      1,
      '1',
      true,
      1n,
      [],
      [[]],
      ['a', 'b'],
      ['ab'],
      {},
      { a: 1 },
      { a: { b: 1 } },
    ],
    ...[
      { a: '1' },
      { b: 1 },
      { a: 1, b: 2 },
      Buffer.from('a'),
      Buffer.from('b'),
      new Secret('s'),
      new Secret('t'),
    ],
    ...[new Unknown('s'), new Unknown('t'), new Map([['a', 2]]), new Set(['c']), round],
  ];

  it('tells values apart', () => {
    const digests = values.map((value) => digestValue(value, KEY));

    assert.equal(new Set(digests).size, values.length);
  });

  for (const [what, one, other] of [
    ['the order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['functions', { a: 1, f: () => 1 }, { a: 1 }],
    ['fields that are undefined', { a: 1, b: undefined }, { a: 1 }],
    [
      'the order in a map',
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
      new Map([
        ['b', 2],
        ['a', 1],
      ]),
    ],
  ] as const) {
    it(`passes over ${what}`, () => {
      assert.equal(digestValue(one, KEY), digestValue(other, KEY));
    });
  }

  it('is another with another key', () => {
    assert.notEqual(digestValue('a', KEY), digestValue('a', Buffer.alloc(32, 2)));
  });
});
