import assert from 'node:assert/strict';
import { runRounds, type Runner } from '../../bench/rounds.ts';

describe('runRounds', () => {
  it('lets all run in turn, forwards and backwards, and the slow ones twice at most', async () => {
    const order: string[] = [];
    const runner = (name: string, { slow }: { readonly slow: boolean }): Runner => ({
      name,
      slow,
      run: async () => order.push(name),
    });
    const runners = [runner('a', { slow: false }), runner('b', { slow: true }), runner('c', { slow: false })];

    const series = await runRounds(runners, { rounds: 3, say: () => undefined });

    assert.deepEqual(order, ['a', 'b', 'c', 'c', 'b', 'a', 'a', 'c']);
    assert.deepEqual(series, [
      { name: 'a', timesMs: [1, 6, 7], medianMs: 6 },
      { name: 'b', timesMs: [2, 5], medianMs: 3.5 },
      { name: 'c', timesMs: [3, 4, 8], medianMs: 4 },
    ]);
  });
});
