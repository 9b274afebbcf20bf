import assert from 'node:assert/strict';
import { MASK, Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { debug } from '../../lib/modules/debug.ts';
import { describeModule } from '../support/describe-module.ts';

describeModule(debug, {
  inSync: [
    { title: 'a text', params: { message: 'hi' }, found: {}, result: { value: 'hi' } },
    { title: 'a value', params: { value: { a: [1] } }, found: {}, result: { value: { a: [1] } } },
    { title: 'false', params: { value: false }, found: {}, result: { value: false } },
    { title: 'a secret', params: { message: new Secret('x') }, found: {} },
    { title: 'what is not known', params: { value: [new Unknown('soon')] }, found: {} },
  ],
  invalid: [
    { title: 'nothing to show', params: {}, message: /exactly one of "message" or "value"/ },
    { title: 'both', params: { message: 'a', value: 1 }, message: /exactly one of/ },
  ],
});

describe('debug', () => {
  for (const [title, value, shown] of [
    ['a text as it is', 'a\nb', 'a\nb'],
    ['a list', ['a', 1], "[ 'a', 1 ]"],
    ['a secret as its mask', new Secret('s3cret'), MASK],
    ['a secret in a map as its mask', { key: new Secret('s3cret') }, `{ key: ${MASK} }`],
    ['an unknown with its reason', new Unknown('no pods yet'), '(unknown: no pods yet)'],
  ] as const) {
    it(`shows ${title}`, () => {
      assert.equal(debug.show?.({ value }), shown);
    });
  }
});
