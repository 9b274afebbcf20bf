import assert from 'node:assert/strict';
import { join } from 'node:path';
import { loadProject } from '../../lib/cli/project.ts';
import { describeDiagnostic, DiagnosticsError, type Diagnostic } from '../../lib/core/diagnostic.ts';
import { withFolder, writeFiles } from '../support/temporary-folder.ts';

const PLAY = '[{ hosts: web, tasks: [{ debug: { message: "{{ port }}{{ size }}" } }] }]';

async function load(folder: string) {
  return loadProject({
    playbooks: [join(folder, 'play', 'play.yml')],
    inventory: [join(folder, 'hosts'), join(folder, 'more.yml')],
    extraVars: {},
    persist: false,
    identity: join(folder, 'identity.txt'),
    standIns: true,
  });
}

async function faultsOf(job: Promise<unknown>): Promise<readonly Diagnostic[]> {
  try {
    await job;
  } catch (error) {
    if (error instanceof DiagnosticsError) return error.diagnostics;
    throw error;
  }
  return [];
}

describe('loadProject', () => {
  it('knows group_vars beside the playbook and beside each inventory', async () => {
    await withFolder(async (folder) => {
      await writeFiles(folder, {
        hosts: '[web]\nw1\n',
        'more.yml': 'groups: { db: { hosts: { d1: } } }',
        'group_vars/web.yml': 'size: 1\nport: 1',
        'play/group_vars/web.yml': 'port: 2',
        'play/play.yml': PLAY,
      });

      const { inventory } = await load(folder);

      assert.deepEqual(inventory.hosts.get('w1')?.vars, { size: 1, port: 2 });
      assert.deepEqual(inventory.warnings, []);
    });
  });

  it('does not call names undefined that an inventory with a fault may give', async () => {
    await withFolder(async (folder) => {
      await writeFiles(folder, {
        hosts: '[web]\nw1 = x\n',
        'more.yml': 'groups: { db: { hosts: { d1: } } }',
        'play/play.yml': PLAY.replace('hosts: web', 'hosts: web, nonsense: 1'),
      });

      await assert.rejects(load(folder), (error: Error) => {
        const codes = [...error.message.matchAll(/\[(\w+\/[\w-]+)\]$/gm)].map(([, code]) => code);
        assert.deepEqual(codes, ['inventory/ini', 'playbook/unknown-key']);
        return true;
      });
    });
  });

  describe("with filters of the user's own", () => {
    const FILTER = `import { defineFilter } from 'k3play';
export const twice = defineFilter({
  name: 'twice',
  summary: 'The number twice.',
  params: [{ name: 'number', type: 'number', summary: 'A number.' }],
  result: 'number',
  examples: [],
  apply: (number) => number * 2,
});
`;
    const files = (message: string) => ({
      hosts: '[web]\nw1\n',
      'more.yml': 'groups: { db: { hosts: { d1: } } }',
      'play/filters/twice.ts': FILTER,
      'play/play.yml': `- hosts: web
  vars: { size: !cel twice(4) }
  tasks:
    - debug: { message: "${message}" }
      when: twice(1) == 2
    - include_role: { name: r }
`,
      'play/roles/r/tasks/main.yml': '- debug: { message: "{{twice 3}}" }\n',
    });

    it('knows them in playbooks and roles, and hands them to the run', async () => {
      await withFolder(async (folder) => {
        await writeFiles(folder, files('{{twice 1}}'));

        const { language, playbooks } = await load(folder);

        assert.deepEqual(
          language.filters.map(({ filter }) => filter.name),
          ['twice'],
        );
        const tasks = playbooks.flatMap(({ plays }) => plays.flatMap((play) => play.tasks));
        assert.deepEqual(
          tasks.map(({ params }) => params.render({})),
          [{ message: '2' }, { message: '6' }],
        );
      });
    });

    it('tells calls that do not fit', async () => {
      await withFolder(async (folder) => {
        await writeFiles(folder, files('{{twice 1 2}}'));

        await assert.rejects(load(folder), /play\.yml:4:\d+: error: "twice" takes 1 value, got 2/);
      });
    });

    it('tells what is wrong with one of them once, and not again of each call', async () => {
      await withFolder(async (folder) => {
        const hosts = 'groups: { db: { hosts: { d1: } } }\nconstructed: { groups: { few: twice(1) < 3 } }\n';
        const wrong = {
          'play/filters/twice.ts': 'oops(;\n',
          'filters/twice.ts': 'oops(;\n',
          'more.yml': hosts,
        };
        await writeFiles(folder, { ...files('{{twice 1}}'), ...wrong });

        const told = await faultsOf(load(folder));

        assert.deepEqual(
          told.map(
            ({ code, span }) => `${code} ${span?.file.replace(/^.*?(play\/)?filters/, '$1filters') ?? ''}`,
          ),
          ['own/syntax filters/twice.ts', 'own/syntax play/filters/twice.ts'],
        );
      });
    });

    it('knows those beside the inventory in its constructed groups', async () => {
      await withFolder(async (folder) => {
        const hosts = (text: string): string =>
          `groups: { db: { hosts: { d1: { vars: { n: 2 } } } } }\nconstructed: { groups: { four: '${text}' } }\n`;
        await writeFiles(folder, {
          ...files('{{twice 1}}'),
          'filters/twice.ts': FILTER,
          'more.yml': hosts('twice(default(n, 0)) == 4'),
        });

        const { inventory } = await load(folder);
        await writeFiles(folder, { 'more.yml': hosts('twcie(2) == 4') });
        const told = await faultsOf(load(folder));

        assert.deepEqual(inventory.groups['four'], ['d1']);
        assert.match(
          told.map(describeDiagnostic).join('\n'),
          /^\S+more\.yml:2:\d+: error: there is no function twcie\(\) \(did you mean "twice"\?\) \[template\/unknown-function\]$/,
        );
      });
    });
  });
});
