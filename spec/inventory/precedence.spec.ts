import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { explainVariable } from '../../lib/inventory/explain.ts';
import { loadInventory } from '../../lib/inventory/load.ts';
import { PRECEDENCE, INVENTORY_LEVELS } from '../../lib/inventory/precedence.ts';
import { ROOT } from '../support/k3play.ts';
import { withFolder, writeFiles } from '../support/temporary-folder.ts';

describe('docs/variables.md', () => {
  it('has the levels in their order, each with where it is written', async () => {
    const page = await readFile(join(ROOT, 'docs/variables.md'), 'utf8');

    const rows = page.split('\n').filter((line) => /^\| \d+ \|/.test(line));

    assert.deepEqual(
      rows,
      PRECEDENCE.map(({ title, written }, index) => `| ${index + 1} | ${title} | ${written} |`),
    );
  });
});

describe('explainVariable', () => {
  const HOSTS = {
    vars: { x: 'inventory' },
    groups: {
      far: { vars: { x: 'far' }, children: ['near'] },
      near: { vars: { x: 'near' }, hosts: { w1: { vars: { x: 'host' } }, w2: {} } },
      aside: { vars: { x: 'aside' }, hosts: { w2: {} } },
    },
  };
  const FILES = {
    'inv/hosts.yml': JSON.stringify(HOSTS),
    'inv/group_vars/all.yml': 'x: all beside hosts',
    'play/group_vars/all.yml': 'x: all beside play',
    'inv/group_vars/near.yml': 'x: near beside hosts',
    'play/group_vars/far.yml': 'y: 1\nx: far beside play',
    'inv/host_vars/w1.yml': 'x: w1 beside hosts',
    'play/host_vars/w1.json': '{"x": "w1 beside play"}',
  };

  it('tells every place from the weakest to the one that wins', async () => {
    await withFolder(async (folder) => {
      await writeFiles(folder, FILES);
      const inventory = await loadInventory(join(folder, 'inv/hosts.yml'), {
        playbookFolders: [join(folder, 'play')],
        extraVars: { x: 'extra' },
      });
      const host = inventory.hosts.get('w1') ?? assert.fail();

      const { places } = explainVariable(host, 'x');

      assert.deepEqual(
        places.map(({ title, value, place, wins }) => [title, value, place?.line, place?.column, wins]),
        [
          ['inventory', 'inventory', 1, 15, false],
          ['group_vars/all', 'all beside hosts', 1, 4, false],
          ['group_vars/all', 'all beside play', 1, 4, false],
          ['group far', 'far', 1, 57, false],
          ['group near', 'near', 1, 105, false],
          ['group_vars near', 'near beside hosts', 1, 4, false],
          ['group_vars far', 'far beside play', 2, 4, false],
          ['host', 'host', 1, 140, false],
          ['host_vars', 'w1 beside hosts', 1, 4, false],
          ['host_vars', 'w1 beside play', 1, 8, false],
          ['-e', 'extra', undefined, undefined, true],
        ],
      );
      assert.equal(host.vars['x'], 'extra');
    });
  });

  it('has the levels in the order of PRECEDENCE', () => {
    const listed = PRECEDENCE.map(({ level }) => level).slice(0, INVENTORY_LEVELS.length);

    assert.deepEqual(listed, [...INVENTORY_LEVELS]);
  });
});
