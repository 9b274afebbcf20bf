import assert from 'node:assert/strict';
import { join } from 'node:path';
import { loadProject } from '../../lib/cli/project.ts';
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

    it('tells what is wrong with one of them', async () => {
      await withFolder(async (folder) => {
        await writeFiles(folder, { ...files('{{twice 1}}'), 'play/filters/b.ts': 'oops(;\n' });

        await assert.rejects(load(folder), /filters\/b\.ts:1:6: error: .*\[own\/syntax\]$/);
      });
    });
  });
});
