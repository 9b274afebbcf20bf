import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describeDiagnostic, DiagnosticsError } from '../../../lib/core/diagnostic.ts';
import { loadInventory } from '../../../lib/inventory/load.ts';
import type { Inventory } from '../../../lib/inventory/model.ts';
import { detectKind, isAnsible } from '../../../lib/inventory/sources/kind.ts';
import { runInventory } from '../../../lib/inventory/sources/program.ts';
import { withFolder, writeFiles } from '../../support/temporary-folder.ts';

const OWN = 'vars: { x: own }\ngroups: { web: { hosts: { w1: { address: 10.0.0.1 } } } }\n';
const PROGRAM = `#!/bin/sh
test "$1" = --list || exit 9
echo '{"web": {"hosts": ["c1"], "vars": {"x": "program"}}, "_meta": {"hostvars": {"c1": {"y": 1}}}}'
`;

async function loadOf(
  files: Readonly<Record<string, string>>,
  names: readonly string[],
): Promise<{ inventory: Inventory; warnings: readonly string[] }> {
  let inventory: Inventory | undefined;
  let warnings: readonly string[] = [];
  await withFolder(async (folder) => {
    await writeFiles(folder, files);
    const paths = names.map((name) => join(folder, name));
    const shorten = (told: string): string => told.replaceAll(`${folder}/`, '');
    inventory = await loadInventory(paths).catch((error: unknown) => {
      throw error instanceof DiagnosticsError ? new Error(shorten(error.message)) : error;
    });
    warnings = (inventory.warnings ?? []).map((one) => shorten(describeDiagnostic(one)));
  });
  return { inventory: inventory ?? assert.fail(), warnings };
}

describe('loadInventory, of several sources', () => {
  it('joins their hosts and groups, the later ones nearer', async () => {
    const { inventory, warnings } = await loadOf(
      { 'a.yml': OWN, hosts: '[web]\nw2\nw1 y=2\n[db]\nd1\n[all:vars]\nx=ini\n', 'c.sh': PROGRAM },
      ['a.yml', 'hosts', 'c.sh'],
    );

    assert.deepEqual(inventory.groups, {
      all: ['w1', 'w2', 'd1', 'c1'],
      web: ['w1', 'w2', 'c1'],
      db: ['d1'],
      ungrouped: [],
    });
    assert.deepEqual(inventory.hosts.get('w1')?.vars, { x: 'program', y: 2 });
    assert.deepEqual(inventory.hosts.get('c1')?.vars, { x: 'program', y: 1 });
    assert.equal(inventory.hosts.get('w1')?.connection.address, '10.0.0.1');
    assert.deepEqual(warnings, []);
  });

  it('knows children of one source that another writes', async () => {
    const { inventory } = await loadOf({ 'a.yml': 'groups: { edge: { children: [web] } }', 'b.yml': OWN }, [
      'a.yml',
      'b.yml',
    ]);

    assert.deepEqual(inventory.groups['edge'], ['w1']);
  });

  it('reads a folder in the order of names, and passes over what is no inventory', async () => {
    const { inventory, warnings } = await loadOf(
      {
        'inv/20-hosts': 'w2 x=far\n',
        'inv/10-own.yml': OWN,
        'inv/30/more.yml': 'groups: { db: { hosts: { d1: } } }',
        'inv/20-hosts~': 'old',
        'inv/.hidden': 'old',
        'inv/README.md': '# read me',
        'inv/ec2.ini': '[ec2]\nregions = all\n',
        'inv/10-own.secrets.yml': 'encrypted',
        'inv/group_vars/db.yml': 'z: 1',
      },
      ['inv'],
    );

    assert.deepEqual(inventory.groups['all'], ['w1', 'w2', 'd1']);
    assert.equal(inventory.hosts.get('d1')?.vars['z'], 1);
    assert.deepEqual(warnings, [
      'warning: inv/ec2.ini is left out: in a folder, .ini files are none of hosts (Ansible leaves them out too; where it holds hosts, rename it or say -i inv/ec2.ini as well) [inventory/left-out]',
    ]);
  });

  it('tells the faults of all of them at once', async () => {
    const files = { 'a.yml': 'groups: [', hosts: '[web\nw1\n', 'empty/x.md': '' };

    await assert.rejects(loadOf(files, ['a.yml', 'hosts', 'none', 'empty']), (error: Error) => {
      const lines = error.message.split('\n');
      assert.match(lines[0] ?? '', /^a\.yml:\d+:\d+: error: .*\[source\//);
      assert.deepEqual(lines.slice(1), [
        'hosts:1:1: error: "[web" is no section (write [web], [web:children] or [web:vars]) [inventory/ini]',
        'error: there is no file none [source/not-found]',
        'error: the folder empty has no inventory (put files with hosts into it) [inventory/empty-folder]',
      ]);
      return true;
    });
  });

  it('tells the faults of each with its own file', async () => {
    const files = {
      'a.yml': 'vars: { inputs: 1 }\ngroups: { db: { children: [wbe] } }',
      'b.yml': OWN,
    };

    await assert.rejects(loadOf(files, ['a.yml', 'b.yml']), (error: Error) => {
      assert.deepEqual(error.message.split('\n'), [
        'a.yml:1:9: error: "inputs" has a meaning of its own (choose another name) [inventory/reserved-name]',
        'a.yml:2:28: error: no group is called "wbe" (did you mean "web"?) [inventory/unknown-group]',
      ]);
      return true;
    });
  });
});

describe('a program as inventory', () => {
  const wrong: Readonly<Record<string, readonly [text: string, told: RegExp]>> = {
    'that fails': [
      '#!/bin/sh\necho no such cloud >&2; exit 3\n',
      /^error: x\.sh --list gave no inventory: it ended with exit code 3; it said:\nno such cloud \[inventory\/program\]$/,
    ],
    'that prints no map': ['#!/bin/sh\necho hello\n', /^x\.sh --list:1:1: error: this is no inventory/],
    'that prints broken JSON': ['#!/bin/sh\necho "{"\n', /^x\.sh --list:\d+:\d+: error: .*\[source\//],
    'that prints nothing': ['#!/bin/sh\n', /the inventory has no hosts/],
    'whose interpreter is missing': [
      '#!/no/such/interpreter\n',
      /^error: x\.sh --list gave no inventory: .*ENOENT/,
    ],
  };
  for (const [what, [text, told]] of Object.entries(wrong)) {
    it(`is refused ${what}`, async () => {
      await assert.rejects(loadOf({ 'x.sh': text }, ['x.sh']), (error: Error) => {
        assert.match(error.message, told);
        return true;
      });
    });
  }

  it('has to be executable', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'x.sh');
      await writeFiles(folder, { 'x.sh': PROGRAM });
      await chmod(file, 0o644);

      await assert.rejects(loadInventory(file), /may not be run \(make it executable: chmod \+x /);
    });
  });

  it('is ended where it takes too long, also where what it started holds on', async () => {
    await withFolder(async (folder) => {
      await writeFiles(folder, { 'x.sh': '#!/bin/sh\necho waiting >&2\nsleep 20 & wait\n' });

      const running = runInventory(join(folder, 'x.sh'), { timeoutMs: 200 });

      await assert.rejects(running, /did not end within 0\.2 s/);
    });
  });

  it('is ended where it prints without end', async () => {
    await withFolder(async (folder) => {
      await writeFiles(folder, {
        'x.sh': '#!/bin/sh\nwhile :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done\n',
      });

      await assert.rejects(runInventory(join(folder, 'x.sh'), { maxBytes: 1024 * 1024 }), /more than 1 MiB/);
    });
  });

  it('is none where every file is executable', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'hosts.yml');
      await writeFiles(folder, { 'hosts.yml': OWN });
      await chmod(file, 0o755);

      assert.deepEqual((await loadInventory(file)).groups['web'], ['w1']);
    });
  });
});

describe('detectKind', () => {
  const table: readonly (readonly [text: string, file: string, kind: string])[] = [
    ['groups:\n', 'hosts', 'yaml'],
    ['# a\n\n---\nall:\n', 'hosts', 'yaml'],
    ['"all":\n', 'hosts', 'yaml'],
    ['{"all": {}}', 'hosts', 'yaml'],
    ['- a\n', 'hosts', 'yaml'],
    ['', 'hosts', 'yaml'],
    ['[web]\nw1\n', 'hosts', 'ini'],
    ['; a\n[web:children] # b\n', 'hosts', 'ini'],
    ['w1\n', 'hosts', 'ini'],
    ['w1:2222 a=b\n', 'hosts', 'ini'],
    ['w1 url=http://x\n', 'hosts', 'ini'],
    ['[web]\n', 'hosts.yml', 'yaml'],
    ['#!/bin/sh\n', 'hosts.yml', 'program'],
  ];
  for (const [text, file, kind] of table) {
    it(`takes ${JSON.stringify(text)} in ${file} for ${kind}`, () => {
      assert.equal(detectKind(text, file), kind);
    });
  }
});

describe('isAnsible', () => {
  const table: readonly (readonly [value: unknown, ansible: boolean])[] = [
    [{ all: { hosts: {} } }, true],
    [{ web: { children: {} }, db: null }, true],
    [{ web: ['w1'], _meta: { hostvars: {} } }, true],
    [{ groups: { web: {} } }, false],
    [{ all: { hosts: null }, groups: {} }, false],
    [{ vars: {} }, false],
    [{ connection: { user: 'x' } }, false],
    [{ web: { colour: 'red' } }, false],
    [{ groops: {} }, false],
    [{ _meta: { hostvars: {} } }, false],
    [{}, false],
    [['w1'], false],
    ['w1', false],
  ];
  for (const [value, ansible] of table) {
    it(`is ${ansible} of ${JSON.stringify(value)}`, () => {
      assert.equal(isAnsible(value), ansible);
    });
  }
});
