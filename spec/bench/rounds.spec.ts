import assert from 'node:assert/strict';
import { runRounds, type Runner } from '../../bench/rounds.ts';

const QUIETLY = { rounds: 3, say: () => undefined };

describe('runRounds', () => {
  it('lets all run in turn, forwards and backwards, and other engines twice at most', async () => {
    const order: string[] = [];
    const runner = (name: string, { peer }: { readonly peer: boolean }): Runner => ({
      name,
      peer,
      run: async () => order.push(name),
    });
    const runners = [runner('a', { peer: false }), runner('b', { peer: true }), runner('c', { peer: false })];

    const series = await runRounds(runners, QUIETLY);

    assert.deepEqual(order, ['a', 'b', 'c', 'c', 'b', 'a', 'a', 'c']);
    assert.deepEqual(series, [
      { name: 'a', timesMs: [1, 6, 7], medianMs: 6 },
      { name: 'b', timesMs: [2, 5], medianMs: 3.5 },
      { name: 'c', timesMs: [3, 4, 8], medianMs: 4 },
    ]);
  });

  it('leaves out an engine that fails, whatever it did before', async () => {
    const results = [Promise.resolve(1)];
    const unreachable = new Error('host h0 is unreachable');
    const peer: Runner = { name: 'b', peer: true, run: () => results.shift() ?? Promise.reject(unreachable) };

    const series = await runRounds([{ name: 'a', peer: false, run: async () => 2 }, peer], QUIETLY);

    assert.deepEqual(
      series.map(({ name, timesMs }) => [name, timesMs]),
      [
        ['a', [2, 2, 2]],
        ['b', []],
      ],
    );
  });

  it('ends where k3play fails', () =>
    assert.rejects(
      runRounds([{ name: 'a', peer: false, run: () => Promise.reject(new Error('broke')) }], QUIETLY),
      /broke/,
    ));
});
