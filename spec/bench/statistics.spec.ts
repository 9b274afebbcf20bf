import assert from 'node:assert/strict';
import { median } from '../../bench/statistics.ts';

describe('median', () => {
  const cases: readonly (readonly [values: readonly number[], middle: number])[] = [
    [[7], 7],
    [[100, 2, 3], 3],
    [[10, 2, 4, 1], 3],
  ];
  for (const [values, middle] of cases)
    it(`of ${values.join(', ')} is ${middle}`, () => assert.equal(median(values), middle));

  it('has no answer where nothing was measured', () => assert.throws(() => median([])));
});
