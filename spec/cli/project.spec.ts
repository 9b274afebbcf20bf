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
});
