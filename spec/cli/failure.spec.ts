import assert from 'node:assert/strict';
import { CommanderError } from 'commander';
import { failCommand } from '../../lib/cli/failure.ts';
import { DiagnosticsError, fault } from '../../lib/core/diagnostic.ts';
import { K3Error } from '../../lib/core/errors.ts';

/** What `failCommand` writes on stderr, and the code it gives. */
function fail(error: unknown): { readonly code: number; readonly said: string } {
  const written: string[] = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (text) => {
    written.push(String(text));
    return true;
  };
  try {
    return { code: failCommand(error, { debug: false }), said: written.join('') };
  } finally {
    process.stderr.write = write;
  }
}

describe('failCommand', () => {
  const span = { file: 'site.yml', line: 3, column: 5 };
  const rows: readonly (readonly [title: string, error: unknown, code: number, said: RegExp])[] = [
    [
      'tells faults of files with their places',
      new DiagnosticsError([fault('a/b', 'wrong', { span })]),
      3,
      /^site\.yml:3:5: error: wrong \[a\/b\]\n$/,
    ],
    [
      'takes a wrong command line for the same',
      new CommanderError(1, 'commander.unknownOption', 'no'),
      3,
      /^$/,
    ],
    ['takes help for success', new CommanderError(0, 'commander.helpDisplayed', ''), 0, /^$/],
    [
      'tells that a host is unreachable',
      new K3Error('x is off', { kind: 'unreachable', code: 'c/d' }),
      4,
      /^k3play: x is off \[c\/d\]\n$/,
    ],
    [
      'tells any other failure with its hint',
      new K3Error('no', { kind: 'module', code: 'c/d', hint: 'do' }),
      2,
      /^k3play: no \(do\) \[c\/d\]\n$/,
    ],
    [
      'is quiet about where a bug of ours happened',
      new TypeError('oops'),
      1,
      /bug of k3play.*oops\nSet K3PLAY_DEBUG=1/,
    ],
  ];
  for (const [title, error, code, said] of rows) {
    it(title, () => {
      const told = fail(error);

      assert.equal(told.code, code);
      assert.match(told.said, said);
    });
  }
});
