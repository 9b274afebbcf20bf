import assert from 'node:assert/strict';
import { describeProgress, drawHosts } from '../../../lib/cli/commands/lab-output.ts';

describe('drawHosts', () => {
  it('draws a table of names, addresses, states and cuts', () => {
    const host = {
      name: 'h1',
      address: '198.18.0.11',
      state: 'stopped',
      since: undefined,
      consoleLog: '/log',
    } as const;

    const table = drawHosts([
      { ...host, cutFrom: [] },
      { ...host, name: 'long-name', cutFrom: ['*', 'h1'] },
    ]);

    assert.equal(
      table,
      [
        'NAME       ADDRESS      STATE    SINCE  CUT FROM',
        'h1         198.18.0.11  stopped  -      -',
        'long-name  198.18.0.11  stopped  -      everything, h1',
        '',
      ].join('\n'),
    );
  });
});

describe('describeProgress', () => {
  it('says how long a host took', () => {
    assert.equal(
      describeProgress({ kind: 'host-answered', host: 'h1', durationMs: 1234 }),
      'h1 answers after 1.2 s\n',
    );
  });
});
