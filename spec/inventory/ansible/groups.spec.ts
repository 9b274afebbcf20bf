import assert from 'node:assert/strict';
import { describeDiagnostic, DiagnosticsError } from '../../../lib/core/diagnostic.ts';
import { loadInventory } from '../../../lib/inventory/load.ts';
import type { Inventory } from '../../../lib/inventory/model.ts';
import { withFolder, writeFiles } from '../../support/temporary-folder.ts';

async function read(
  name: string,
  text: string,
): Promise<{ inventory: Inventory; warnings: readonly string[] }> {
  let read: Inventory | undefined;
  let warnings: readonly string[] = [];
  await withFolder(async (folder) => {
    await writeFiles(folder, { [name]: text });
    const shorten = (told: string): string => told.replaceAll(`${folder}/`, '');
    read = await loadInventory(`${folder}/${name}`).catch((error: unknown) => {
      throw error instanceof DiagnosticsError ? new Error(shorten(error.message)) : error;
    });
    warnings = (read.warnings ?? []).map((one) => shorten(describeDiagnostic(one)));
  });
  return { inventory: read ?? assert.fail(), warnings };
}

const YAML = `all:
  vars: { ansible_user: deploy, colour: grey }
  hosts:
    mail.example.org: { ansible_host: 10.0.0.4 }
  children:
    web:
      hosts:
        w[1:2]:
        w3: { http_port: 80, ansible_port: 2222 }
      vars: { tier: front }
    db: { hosts: { d1:, w3: { role: replica } } }
    east: { children: { web:, db: } }
    ungrouped: { hosts: { lone: } }
`;

describe('a YAML inventory of Ansible', () => {
  it('warns where a host has our word for its address, and none of Ansible', async () => {
    const hosts = 'h1: { address: 10.0.0.1 }, h2: { address: 10.0.0.2, ansible_host: h2.lan }';

    const { warnings } = await read('hosts.yml', `all:\n  hosts: { ${hosts} }\n`);

    assert.equal(warnings.length, 1);
    assert.match(
      warnings.join(''),
      /^hosts\.yml:2:18: warning: "address" is a variable like any other.*ansible_host/s,
    );
  });

  it('has its groups, hosts and ranges', async () => {
    const { inventory, warnings } = await read('hosts.yml', YAML);

    assert.deepEqual(inventory.groups, {
      all: ['mail.example.org', 'lone', 'w1', 'w2', 'w3', 'd1'],
      web: ['w1', 'w2', 'w3'],
      db: ['w3', 'd1'],
      east: ['w1', 'w2', 'w3', 'd1'],
      ungrouped: ['mail.example.org', 'lone'],
    });
    assert.deepEqual(warnings, []);
  });

  it('has its variables and settings, each with its place', async () => {
    const { inventory } = await read('hosts.yml', YAML);

    const host = inventory.hosts.get('w3');
    assert.deepEqual(host?.vars, { colour: 'grey', tier: 'front', http_port: 80, role: 'replica' });
    assert.deepEqual(host.connection, { user: 'deploy', port: 2222 });
    assert.equal(inventory.hosts.get('mail.example.org')?.connection.address, '10.0.0.4');
    const { line, column } = host.layers('http_port')[0]?.span ?? {};
    assert.deepEqual([line, column], [9, 26]);
  });

  it('warns of keys that mean nothing, and of a host that is called as a group', async () => {
    const { warnings } = await read(
      'hosts.yml',
      'web:\n  hsots: { w1: }\n  hosts: { w2: , db: }\ndb: { hosts: }\n',
    );

    assert.deepEqual(warnings, [
      'hosts.yml:2:3: warning: "hsots" of the group "web" means nothing (did you mean "hosts"?) [inventory/unheeded]',
      'hosts.yml:3:18: warning: "db" is also the name of a group (a pattern means the group; rename one) [inventory/name-clash]',
    ]);
  });

  const faults: Readonly<Record<string, readonly [text: string, told: string]>> = {
    'a group that is a text': [
      'all: { children: { web: w1 } }\n',
      'hosts.yml:1:25: error: the group "web" is no map (it has hosts, children and vars)',
    ],
    'hosts that are a number': [
      'web: { hosts: 5 }\n',
      'hosts.yml:1:15: error: "hosts" of the group "web" is no map (write each host as a key)',
    ],
    'children that are a text': [
      'web: { hosts: { w1: }, children: db }\n',
      'hosts.yml:1:34: error: "children" of the group "web" is no map (write each child as a key, with nothing behind it or what it holds)',
    ],
    'variables that are a list': [
      'web: { hosts: { w1: }, vars: [a] }\n',
      'hosts.yml:1:30: error: variables are a map of names to values',
    ],
    'a wrong range': [
      'web: { hosts: { "w[3:1]": } }\n',
      'hosts.yml:1:27: error: the range of "w[3:1]" ends before it begins (write a range as web[01:20])',
    ],
    'groups that contain one another': [
      'a: { hosts: { w1: }, children: { b: } }\nb: { children: { a: } }\n',
      'groups contain one another: a → b → a',
    ],
    'no hosts': ['all: { children: { web: } }\n', 'error: the inventory has no hosts'],
  };
  for (const [what, [text, told]] of Object.entries(faults)) {
    it(`is refused with its place for ${what}`, async () => {
      await assert.rejects(read('hosts.yml', text), (error: Error) => {
        assert.ok(error.message.includes(told), error.message);
        return true;
      });
    });
  }

  it('says what to do with the settings of an inventory plugin', async () => {
    await assert.rejects(
      read('aws.yml', 'plugin: aws_ec2\nregions: [x]\n'),
      /aws\.yml:1:1: error: .*"aws_ec2".*ansible-inventory -i aws\.yml --list > hosts\.json/,
    );
  });
});

describe('a JSON inventory of Ansible', () => {
  it('has lists of hosts, and their variables apart', async () => {
    const { inventory } = await read(
      'hosts.json',
      JSON.stringify({
        _meta: { hostvars: { c1: { ansible_host: '10.9.9.1', size: 4 }, lone: { x: 1 } } },
        all: { children: ['ungrouped', 'cloud', 'empty'] },
        cloud: { hosts: ['c1', 'c2'], vars: { tier: 'cloud' }, children: ['eu'] },
        eu: ['c3'],
      }),
    );

    assert.deepEqual(inventory.groups, {
      all: ['c1', 'lone', 'c2', 'c3'],
      cloud: ['c1', 'c2', 'c3'],
      eu: ['c3'],
      ungrouped: ['lone'],
      empty: [],
    });
    assert.deepEqual(inventory.hosts.get('c1')?.vars, { tier: 'cloud', size: 4 });
    assert.equal(inventory.hosts.get('c1')?.connection.address, '10.9.9.1');
  });
});

describe('group_vars/all beside an inventory of Ansible', () => {
  it('warns where a group wins, and would not in Ansible', async () => {
    await withFolder(async (folder) => {
      await writeFiles(folder, { hosts: '[web]\nw1\n[web:vars]\nx=1\ny=2\n', 'group_vars/all.yml': 'x: 3' });

      const { warnings = [], hosts } = await loadInventory(`${folder}/hosts`);

      assert.equal(hosts.get('w1')?.vars['x'], 1);
      assert.deepEqual(
        warnings.map((one) => describeDiagnostic(one).replaceAll(`${folder}/`, '')),
        [
          'hosts:4:1: warning: "x" of the group "web" wins over group_vars/all.yml; in Ansible it is the other way round (move it to group_vars/web.yml, where it wins in both) [inventory/precedence]',
        ],
      );
    });
  });
});
