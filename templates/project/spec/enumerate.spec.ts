import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { enumerate } from '../filters/enumerate.ts';

const cases: [items: string[], text: string][] = [
  [[], ''],
  [['Ada'], 'Ada'],
  [['Ada', 'Grace'], 'Ada and Grace'],
  [['Ada', 'Grace', 'Joan'], 'Ada, Grace and Joan'],
];

describe('enumerate', () => {
  for (const [items, text] of cases) {
    it(`makes "${text}" of ${items.length} items`, () => {
      assert.equal(enumerate.apply(items), text);
    });
  }
});
