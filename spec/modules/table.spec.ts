import assert from 'node:assert/strict';
import { Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { table } from '../../lib/modules/table.ts';
import { describeModule } from '../support/describe-module.ts';

const rows = [
  { host: 'w1', size: 5, tags: ['a', 'b'] },
  { host: 'web-two', size: 120, tags: [] },
];

describeModule(table, {
  inSync: [
    {
      title: 'rows, numbers to the right',
      params: { rows },
      found: {},
      result: { rows, text: 'HOST     SIZE  TAGS\nw1          5  a, b\nweb-two   120  -' },
    },
    {
      title: 'the columns that are asked for',
      params: { rows, columns: ['tags', 'host', 'other'] },
      found: {},
      result: { rows, text: 'TAGS  HOST     OTHER\na, b  w1       -\n-     web-two  -' },
    },
    { title: 'nothing', params: { rows: [] }, found: {}, result: { rows: [], text: '' } },
  ],
  invalid: [{ title: 'no columns at all', params: { rows: [], columns: [] }, message: /columns/ }],
});

describe('table', () => {
  it('shows values of any kind on one line each, secrets as their mask', () => {
    const odd = [
      { a: null, b: 'two\nlines', c: { d: true }, e: new Secret('s'), f: new Unknown('later') },
      'no map',
      new Unknown('later'),
    ];

    const { text } = table.output({
      params: { rows: odd },
      facts: {} as never,
      found: {},
      ran: [],
    });

    assert.equal(
      text,
      [
        'A  B          C            E         F',
        '-  two lines  { d: true }  ********  (unknown)  -',
        '-  -          -            -         -          no map',
        '-  -          -            -         -          (unknown)',
      ].join('\n'),
    );
    assert.equal(table.show?.({ text: '' }), undefined);
  });
});
