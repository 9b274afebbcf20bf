import assert from 'node:assert/strict';
import { describeDiagnostic, DiagnosticsError } from '../../../lib/core/diagnostic.ts';
import { Secret } from '../../../lib/core/secret.ts';
import { loadInventory } from '../../../lib/inventory/load.ts';
import type { Inventory } from '../../../lib/inventory/model.ts';
import { withFolder, writeFiles } from '../../support/temporary-folder.ts';

async function read(text: string): Promise<{ inventory: Inventory; warnings: readonly string[] }> {
  let read: Inventory | undefined;
  let warnings: readonly string[] = [];
  await withFolder(async (folder) => {
    await writeFiles(folder, { hosts: text });
    const shorten = (told: string): string => told.replaceAll(`${folder}/`, '');
    read = await loadInventory(`${folder}/hosts`).catch((error: unknown) => {
      throw error instanceof DiagnosticsError ? new Error(shorten(error.message)) : error;
    });
    warnings = (read.warnings ?? []).map((one) => shorten(describeDiagnostic(one)));
  });
  return { inventory: read ?? assert.fail(), warnings };
}

const TEXT = `# production
bastion ansible_host=203.0.113.5

[web]
web[01:03].example.org http_port=80 ; 
web9 ansible_host=10.0.0.9 note="two words" mixed=a"b c"d  # the old one
[db]   ; comment
db1:2222 ansible_password='s3cr#t' size=4
[eu.west]
db1 replica=True names="['a', 'b']" limits="{'cpu': 1.5, 'mem': None}"

[prod:children]
web
db   # and its standby

[prod:vars]
ntp = a.ntp.org
debug=False
octal=0644
url=http://x/?a=b
text = one two # three
[all:vars]
ansible_user=deploy
ansible_become=yes
ansible_python_interpreter=/usr/bin/python3
`.replace(' ; \n', '\n');

describe('an INI inventory of Ansible', () => {
  it('has its groups, children, ranges and hosts of no group', async () => {
    const { inventory, warnings } = await read(TEXT);

    const web = ['web01.example.org', 'web02.example.org', 'web03.example.org', 'web9'];
    assert.deepEqual(inventory.groups, {
      all: ['bastion', ...web, 'db1'],
      web,
      db: ['db1'],
      'eu.west': ['db1'],
      prod: [...web, 'db1'],
      ungrouped: ['bastion'],
    });
    assert.deepEqual(inventory.children, {
      web: [],
      db: [],
      'eu.west': [],
      prod: ['web', 'db'],
    });
    assert.deepEqual(warnings, []);
  });

  it('has its variables, with values as Python reads them', async () => {
    const { inventory } = await read(TEXT);

    assert.deepEqual(inventory.hosts.get('web9')?.vars, {
      ansible_python_interpreter: '/usr/bin/python3',
      ntp: 'a.ntp.org',
      debug: false,
      octal: '0644',
      url: 'http://x/?a=b',
      text: 'one two # three',
      note: 'two words',
      mixed: 'ab cd',
    });
    const { size, replica, names, limits } = inventory.hosts.get('db1')?.vars ?? {};
    assert.deepEqual(
      { size, replica, names, limits },
      { size: 4, replica: true, names: ['a', 'b'], limits: { cpu: 1.5, mem: null } },
    );
  });

  it('has its settings of connections', async () => {
    const { inventory } = await read(TEXT);

    assert.deepEqual(inventory.hosts.get('db1')?.connection, {
      user: 'deploy',
      become: true,
      port: 2222,
      password: new Secret('s3cr#t'),
    });
    assert.equal(inventory.hosts.get('bastion')?.connection.address, '203.0.113.5');
  });

  it('knows the place of each value', async () => {
    const { inventory } = await read(TEXT);

    const place = (host: string, name: string) => {
      const { line, column } = inventory.hosts.get(host)?.layers(name).at(-1)?.span ?? {};
      return [line, column];
    };
    assert.deepEqual(place('web9', 'note'), [6, 33]);
    assert.deepEqual(place('web02.example.org', 'http_port'), [5, 34]);
    assert.deepEqual(place('db1', 'ntp'), [17, 7]);
    const { line, column } = inventory.hosts.get('db1')?.span ?? {};
    assert.deepEqual([line, column], [8, 1]);
  });

  it('lets the group of the later name win, as in Ansible', async () => {
    const { inventory } = await read('[b]\nw1\n[a]\nw1\n[b:vars]\nx=b\n[a:vars]\nx=a\n');

    assert.equal(inventory.hosts.get('w1')?.vars['x'], 'b');
  });

  it('tells every wrong line at its place', async () => {
    const text = [
      '[web]',
      'w1 = x',
      'w2 a="b',
      '[web:vers]',
      '[db:vars]',
      'novalue',
      '[c:children]',
      'wbe',
      'w1 w2',
      '[late]',
      'w[3:1]',
      '  x=1',
    ].join('\n');

    await assert.rejects(read(text), (error: Error) => {
      assert.deepEqual(error.message.split('\n'), [
        'hosts:2:4: error: "=" is no variable (behind a host stand name=value, without spaces around "=", and with quotes around spaces) [inventory/ini]',
        'hosts:3:6: error: a quote is not closed (put another one behind the value) [inventory/ini]',
        'hosts:4:1: error: "[web:vers]" is no section (write [web], [web:children] or [web:vars]) [inventory/ini]',
        'hosts:5:2: error: no group is called "db" (write [db] and its hosts somewhere) [inventory/unknown-group]',
        'hosts:6:1: error: "novalue" is no variable ([db:vars] has lines name=value) [inventory/ini]',
        'hosts:8:1: error: no group is called "wbe" (did you mean "web"?) [inventory/unknown-group]',
        'hosts:9:1: error: "w1 w2" is no name of a group ([c:children] has the name of a group a line) [inventory/ini]',
        'hosts:11:1: error: the range of "w[3:1]" ends before it begins (write a range as web[01:20]) [inventory/ini]',
        'hosts:12:3: error: "x=1" names no host (the name of the host comes first) [inventory/ini]',
      ]);
      return true;
    });
  });

  it('tells wrong settings, names and values at the place where they are written', async () => {
    const text = '[web]\nw1 ansible_port=http bad-name=1\nw2 url={{x}}\n[web:vars]\nansible_host=10.0.0.1\n';

    await assert.rejects(read(text), (error: Error) => {
      assert.deepEqual(error.message.split('\n'), [
        'hosts:2:17: error: "port" must be a whole number, got "http" [inventory/shape]',
        'hosts:2:22: error: "bad-name" cannot be the name of a variable (expressions cannot name it; "bad_name" would do) [inventory/bad-name]',
        'hosts:3:8: error: a variable of the inventory cannot be computed (the inventory holds plain data; compute the value in the vars of a play or a task) [inventory/template]',
        'hosts:5:1: error: an address belongs to one host (write ansible_host at each host) [inventory/shared-address]',
      ]);
      return true;
    });
  });

  it('warns of what would change the connection and is not heeded', async () => {
    const { inventory, warnings } = await read(
      '[web]\nw1 ansible_connection=docker ansible_become_method=su\nw2 ansible_ssh_common_args="-o Foo=bar -J jump"\nweb\n',
    );

    assert.deepEqual(warnings, [
      'hosts:2:4: warning: "ansible_connection" is not heeded (hosts are reached by SSH, or are this machine (local)) [inventory/unheeded]',
      'hosts:2:30: warning: "ansible_become_method" is not heeded (other users are become by sudo alone) [inventory/unheeded]',
      'hosts:3:4: warning: "-o Foo=bar" of "ansible_ssh_common_args" is not heeded (what it asks for can stand in ~/.ssh/config) [inventory/unheeded]',
    ]);
    assert.equal(inventory.hosts.get('w1')?.vars['ansible_connection'], 'docker');
    assert.equal(inventory.hosts.get('w2')?.connection.jump, 'jump');
  });
});
