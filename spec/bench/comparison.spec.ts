import assert from 'node:assert/strict';
import { compare, type Limit } from '../../bench/report/comparison.ts';
import type { Series } from '../../bench/rounds.ts';

const SERIES: readonly Series[] = [
  { name: 'k3play', timesMs: [1900, 2000, 2500], medianMs: 2000 },
  { name: 'Ansible', timesMs: [150_000, 130_000], medianMs: 140_000 },
];

function judge(limit: Limit) {
  return compare({ title: '', text: '', series: SERIES, limits: [limit] }).targets.map(
    ({ what, asked, measured, reached }) => [what, asked, measured, reached],
  );
}

describe('compare', () => {
  it('shows medians, spread and multiples of k3play', () => {
    const { table } = compare({ title: '', text: '', series: SERIES, limits: [] });

    assert.deepEqual(table.slice(1), [
      ['k3play', '2.00 s', '1.90 s to 2.50 s', '3', '1.00'],
      ['Ansible', '140 s', '130 s to 150 s', '2', '70.0'],
    ]);
  });

  const cases: readonly (readonly [limit: Limit, verdict: readonly unknown[]])[] = [
    [{ than: 'Ansible', atLeast: 70 }, ['k3play: times faster than Ansible', '70.0 or more', '70.0', true]],
    [{ than: 'Ansible', atLeast: 71 }, ['k3play: times faster than Ansible', '71.0 or more', '70.0', false]],
    [
      { who: 'Ansible', than: 'k3play', atMost: 1.5 },
      ['Ansible: times as long as k3play', '1.50 or less', '70.0', false],
    ],
    [{ withinMs: 2000 }, ['k3play: time', 'under 2.00 s', '2.00 s', false]],
    [{ withinMs: 2001 }, ['k3play: time', 'under 2.00 s', '2.00 s', true]],
  ];
  for (const [limit, verdict] of cases)
    it(`judges ${JSON.stringify(limit)}`, () => assert.deepEqual(judge(limit), [verdict]));

  it('shows who failed, without judging', () => {
    const failed = { name: 'Mitogen', timesMs: [], medianMs: NaN };

    const { table, targets } = compare({
      title: '',
      text: '',
      series: [...SERIES, failed],
      limits: [{ than: 'Mitogen', atLeast: 1 }],
    });

    assert.deepEqual([table.at(-1), targets], [['Mitogen', 'failed'], []]);
  });

  it('says nothing of one who did not take part', () =>
    assert.deepEqual(judge({ than: 'nobody', atLeast: 1 }), []));
});
