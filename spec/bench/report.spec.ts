import assert from 'node:assert/strict';
import { renderPage } from '../../bench/report/page.ts';
import { renderTable } from '../../bench/report/report.ts';

describe('renderTable', () => {
  it('makes all cells of a column equally wide', () =>
    assert.equal(
      renderTable([
        ['', 'median'],
        ['k3play', '1 s'],
      ]),
      '|        | median |\n| ------ | ------ |\n| k3play | 1 s    |',
    ));
});

describe('renderPage', () => {
  it('begins with every target, and says which was not reached', () => {
    const reports = [true, false].map((reached) => ({
      title: reached ? 'One' : 'Two',
      text: 'Text.',
      table: [['a'], ['b']],
      targets: [{ what: 'time', asked: 'under 2 s', measured: '1 s', reached }],
      ...(reached ? { figure: { alt: 'A plot', svg: '<svg/>' } } : {}),
    }));

    const lines = renderPage(reports, ['today']).split('\n');

    assert.deepEqual(
      lines.filter((line) => line.includes(': time ')),
      [
        '| One: time | under 2 s | 1 s      | reached         |',
        '| Two: time | under 2 s | 1 s      | **not reached** |',
      ],
    );
    assert.equal(lines.filter((line) => line.startsWith('![A plot](')).length, 1);
  });
});
