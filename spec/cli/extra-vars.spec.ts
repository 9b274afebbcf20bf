import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExtraVars } from '../../lib/cli/extra-vars.ts';
import type { DiagnosticsError } from '../../lib/core/diagnostic.ts';

describe('parseExtraVars', () => {
  const rows: readonly (readonly [
    title: string,
    words: readonly string[],
    vars: Readonly<Record<string, unknown>>,
  ])[] = [
    [
      'reads values as YAML',
      ['a=1', 'b=true', 'c=text', 'd=[x, y]', 'e='],
      { a: 1, b: true, c: 'text', d: ['x', 'y'], e: '' },
    ],
    [
      'puts a dotted name into maps',
      ['k3s.server.dedicated=true', 'k3s.token=x'],
      { k3s: { server: { dedicated: true }, token: 'x' } },
    ],
    ['reads JSON', ['{"a": {"b": 1}}'], { a: { b: 1 } }],
    ['lets later words win, key by key', ['{"a": {"b": 1, "c": 1}}', 'a.b=2'], { a: { b: 2, c: 1 } }],
    ['keeps an equals sign of the value', ['a=b=c'], { a: 'b=c' }],
  ];
  for (const [title, words, vars] of rows) {
    it(title, async () => {
      assert.deepEqual(await parseExtraVars(words), vars);
    });
  }

  it('reads a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'k3play-vars-'));
    try {
      await writeFile(join(folder, 'vars.yml'), 'a: { b: 1 }\n');

      assert.deepEqual(await parseExtraVars([`@${join(folder, 'vars.yml')}`]), { a: { b: 1 } });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('tells of every word that is none, without the value, which may be a secret', async () => {
    await assert.rejects(parseExtraVars(['hello', '1x=hunter2', 'a=1']), (error: DiagnosticsError) => {
      assert.deepEqual(
        error.diagnostics.map(({ message }) => message),
        [
          '-e hello: expected NAME=VALUE, a JSON map or @FILE',
          '-e 1x: expected NAME=VALUE, a JSON map or @FILE',
        ],
      );
      return true;
    });
  });

  it('tells names that nothing could read', async () => {
    const words = ['a-b=1', 'host.name=x', '{"inputs": {"port": 80}, "1x": 1}'];

    await assert.rejects(parseExtraVars(words), (error: DiagnosticsError) => {
      assert.deepEqual(
        error.diagnostics.map(({ message, hint }) => `${message} (${hint})`),
        [
          '-e a-b: "a-b" cannot be the name of a variable (expressions cannot name it; "a_b" would do)',
          '-e host: "host" has a meaning of its own (choose another name)',
          '-e inputs: "inputs" has a meaning of its own (an input is given by its name: -e NAME=VALUE)',
          '-e 1x: "1x" cannot be the name of a variable (expressions cannot name it; "_1x" would do)',
        ],
      );
      return true;
    });
  });
});
