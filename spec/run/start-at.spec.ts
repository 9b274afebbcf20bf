import assert from 'node:assert/strict';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import type { Inventory } from '../../lib/inventory/model.ts';
import type { Play } from '../../lib/playbook/model.ts';
import { checkStartAt } from '../../lib/run/start-at.ts';

function playOf(hosts: string, names: readonly (string | undefined)[]): Play {
  const span = { file: 'site.yml', line: 7, column: 3 };
  const tasks = names.map((name) => ({ name: { literal: name && { value: name } } }));
  return { name: `All of ${hosts}`, hosts, when: [], tasks, span } as unknown as Play;
}

const hosts = new Map(['w1', 'd1'].map((name) => [name, { name, vars: {} }]));
const options = {
  plays: [
    playOf('web', ['Install K3s', undefined]),
    playOf('db', ['Wait for nodes', 'Clean up']),
    playOf('web', ['Clean up']),
    playOf('spare', ['Nobody does']),
  ],
  inventory: {
    hosts,
    groups: { all: ['w1', 'd1'], web: ['w1'], db: ['d1'], spare: [] },
  } as unknown as Inventory,
  extraVars: {},
  inputsOf: () => ({}),
  limit: undefined,
};

function explain(name: string, limit?: readonly string[]): string {
  try {
    checkStartAt(name, { ...options, limit: limit && new Set(limit) });
  } catch (error) {
    assert.ok(error instanceof DiagnosticsError);
    return error.diagnostics
      .map(({ code, message, hint }) => `${code} ${message} (${String(hint)})`)
      .join('\n');
  }
  return 'taken';
}

describe('checkStartAt', () => {
  const rows = [
    { name: 'Install K3s', limit: undefined, told: 'taken' },
    { name: 'Wait for nodes', limit: ['d1'], told: 'taken' },
    { name: 'Clean up', limit: ['w1'], told: 'taken' },
    {
      name: 'install k3s',
      limit: undefined,
      told: 'cli/start-at --start-at: there is no task "install k3s" (did you mean "Install K3s"?)',
    },
    {
      name: 'Something else altogether',
      limit: undefined,
      told: 'cli/start-at --start-at: there is no task "Something else altogether" (undefined)',
    },
    { name: '', limit: undefined, told: 'cli/start-at --start-at: there is no task "" (undefined)' },
    {
      name: 'Wait for nodes',
      limit: ['w1'],
      told:
        'cli/start-at --start-at: no host comes to the task "Wait for nodes" ' +
        '(it stands in the play "All of db" of site.yml:7, and --limit leaves it none of its hosts)',
    },
    {
      name: 'Nobody does',
      limit: undefined,
      told:
        'cli/start-at --start-at: no host comes to the task "Nobody does" ' +
        '(it stands in the play "All of spare" of site.yml:7, and no host takes part in it)',
    },
  ];
  for (const { name, limit, told } of rows) {
    it(`says of "${name}" on ${limit?.join(', ') ?? 'all hosts'}: ${told.slice(0, 60)}`, () => {
      assert.equal(explain(name, limit), told);
    });
  }

  it('takes no word at all', () => {
    assert.doesNotThrow(() => {
      checkStartAt(undefined, options);
    });
  });
});
