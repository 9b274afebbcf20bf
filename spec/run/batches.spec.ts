import assert from 'node:assert/strict';
import { cutBatches } from '../../lib/run/batches.ts';

describe('cutBatches', () => {
  for (const [serial, hosts, sizes] of [
    [[], 3, [3]],
    [[], 0, []],
    [[2], 5, [2, 2, 1]],
    [[1, 3], 8, [1, 3, 3, 1]],
    [['30%'], 10, [3, 3, 3, 1]],
    [['1%'], 3, [1, 1, 1]],
    [[1, '100%'], 4, [1, 3]],
    [[9], 2, [2]],
  ] as const) {
    it(`cuts ${hosts} hosts by [${serial.join(', ')}]`, () => {
      const names = Array.from({ length: hosts }, (_, at) => `w${at}`);

      const batches = cutBatches(names, serial);

      assert.deepEqual(
        batches.map(({ length }) => length),
        sizes,
      );
      assert.deepEqual(batches.flat(), names);
    });
  }
});
