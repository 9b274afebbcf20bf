import assert from 'node:assert/strict';
import { findNearest } from '../../lib/core/nearest.ts';

describe('findNearest', () => {
  const words = ['tags', 'tasks', 'when', 'service', 'or', 'hosts'];
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['sevice', 'service'],
    ['taks', 'tasks'],
    ['tag', 'tags'],
    ['wehn', 'when'],
    ['HOSTS', 'hosts'],
    ['foo', undefined],
    ['completely-else', undefined],
  ];
  for (const [name, nearest] of rows) {
    it(`takes "${name}" for ${nearest ?? 'no word it knows'}`, () => {
      assert.equal(findNearest(name, words), nearest);
    });
  }
});
