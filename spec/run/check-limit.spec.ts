import assert from 'node:assert/strict';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import type { Inventory } from '../../lib/inventory/model.ts';
import type { Play } from '../../lib/playbook/model.ts';
import { checkLimit } from '../../lib/run/check-limit.ts';

function playOn(hosts: string): Play {
  const span = { file: 'site.yml', line: 7, column: 3 };
  return { name: `All of ${hosts}`, hosts, when: [], tasks: [], span } as unknown as Play;
}

const inventory = {
  hosts: new Map(['w1', 'd1', 'x1'].map((name) => [name, { name, vars: {} }])),
  groups: { all: ['w1', 'd1', 'x1'], web: ['w1'], db: ['d1'], spare: [] },
} as unknown as Inventory;

function explain(patterns: readonly string[], limit?: readonly string[]): string {
  const options = { inventory, extraVars: {}, inputsOf: () => ({}), limit: limit && new Set(limit) };
  try {
    checkLimit(patterns.map(playOn), options);
  } catch (error) {
    assert.ok(error instanceof DiagnosticsError);
    return error.diagnostics
      .map(({ code, message, hint }) => `${code} ${message} (${hint ?? ''})`)
      .join('\n');
  }
  return 'taken';
}

describe('checkLimit', () => {
  for (const [title, patterns, limit, told] of [
    ['takes a host of some play', ['web', 'db'], ['d1', 'x1'], 'taken'],
    ['takes all hosts', ['web'], undefined, 'taken'],
    ['leaves plays alone that have no hosts of their own', ['spare'], ['w1'], 'taken'],
    [
      'refuses hosts of no play, and says which there are',
      ['web', 'db', 'web', 'spare'],
      ['x1'],
      'cli/no-hosts --limit: no play runs on x1 (the plays are for web; db)',
    ],
  ] as const) {
    it(title, () => {
      assert.equal(explain(patterns, limit), told);
    });
  }
});
