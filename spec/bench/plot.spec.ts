import assert from 'node:assert/strict';
import { drawPlot } from '../../bench/report/plot.ts';

function draw(...values: readonly (readonly [x: number, y: number])[]): string {
  const points = values.map(([x, y]) => ({ x, y, label: `${y} s` }));
  return drawPlot({ across: 'hosts', panels: [{ title: 'time', points }] });
}

describe('drawPlot', () => {
  it('puts the least to the left and the bottom, the most to the right and the top', () => {
    const [, curve = ''] = /class="curve" points="([^"]*)"/.exec(draw([10, 1], [100, 5], [1000, 100])) ?? [];

    assert.deepEqual(
      curve.split(' ').map((point) => point.split(',').map(Number)),
      [
        [60, 150],
        [320, 113.3],
        [580, 45],
      ],
    );
  });

  it('draws over the dashed line what grows in proportion', () => {
    const [, x1, y1, x2, y2] = /class="proportion" x1="(.*)" y1="(.*)" x2="(.*)" y2="(.*)"/.exec(
      draw([10, 2], [1000, 200]),
    ) ?? [''];

    assert.deepEqual([x1, y1, x2, y2].map(Number), [60, 150, 580, 45]);
  });

  it('stays drawable where all points are alike', () => assert.doesNotMatch(draw([10, 3], [100, 3]), /NaN/));
});
