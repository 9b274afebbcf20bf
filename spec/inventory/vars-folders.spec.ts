import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DiagnosticsError, describeDiagnostic } from '../../lib/core/diagnostic.ts';
import { Secret } from '../../lib/core/secret.ts';
import { loadInventory, type LoadInventoryOptions } from '../../lib/inventory/load.ts';
import type { Inventory } from '../../lib/inventory/model.ts';
import { withFolder, writeFiles } from '../support/temporary-folder.ts';

const HOSTS = 'groups: { web: { hosts: { w1.example.org: , w2: } }, web_eu: { hosts: { w2: } } }';

async function load(
  files: Readonly<Record<string, string>>,
  options: LoadInventoryOptions = {},
): Promise<Inventory> {
  let inventory: Inventory | undefined;
  await withFolder(async (folder) => {
    await writeFiles(folder, { 'hosts.yml': HOSTS, ...files });
    inventory = await loadInventory(join(folder, 'hosts.yml'), options).catch((error: unknown) => {
      throw error instanceof DiagnosticsError ? shorten(error, folder) : error;
    });
    const warnings = inventory.warnings?.map((one) => describeDiagnostic(one).replaceAll(`${folder}/`, ''));
    assert.deepEqual(warnings, options.secrets ? warnings : []);
  });
  return inventory ?? assert.fail();
}

/** Without the folder that every run has another of. */
function shorten(error: DiagnosticsError, folder: string): Error {
  return new Error(error.message.replaceAll(`${folder}/`, ''));
}

function varsOf(inventory: Inventory, host: string): Readonly<Record<string, unknown>> {
  return inventory.hosts.get(host)?.vars ?? assert.fail();
}

describe('group_vars and host_vars', () => {
  it('are files of each form, or folders of these, the later name nearer', async () => {
    const inventory = await load({
      'group_vars/all.json': '{"a": 1}',
      'group_vars/web.yaml': 'b: 2',
      'group_vars/web_eu/10-first.yml': 'c: far\nd: [4]',
      'group_vars/web_eu/20/second.yml': 'c: near',
      'group_vars/web_eu/.hidden.yml': 'c: hidden',
      'group_vars/web_eu/notes.txt': 'no variables',
      'group_vars/web.yaml~': 'b: old',
      'host_vars/w1.example.org': 'e: 5',
      'host_vars/w2.yml': '',
    });

    assert.deepEqual(varsOf(inventory, 'w1.example.org'), { a: 1, b: 2, e: 5 });
    assert.deepEqual(varsOf(inventory, 'w2'), { a: 1, b: 2, c: 'near', d: [4] });
  });

  it('may name secrets', async () => {
    const kept = new Map([['db', new Secret('open sesame')]]);

    const inventory = await load({ 'group_vars/all.yml': 'password: !secret db' }, { secrets: kept });

    assert.equal(varsOf(inventory, 'w2')['password'], kept.get('db'));
    assert.deepEqual(inventory.secrets, [kept.get('db')]);
  });

  it("may say connection settings by Ansible's names", async () => {
    const inventory = await load({
      'group_vars/all.yml': 'ansible_user: deploy\nansible_become: yes',
      'host_vars/w2.yml': 'ansible_host: 10.0.0.2\nansible_password: hunter22',
    });

    assert.deepEqual(inventory.hosts.get('w2')?.connection, {
      user: 'deploy',
      become: true,
      address: '10.0.0.2',
      password: new Secret('hunter22'),
    });
    assert.deepEqual(varsOf(inventory, 'w2'), {});
  });

  it('gives localhost what all hosts have, and its own', async () => {
    const { localhost } = await load({
      'group_vars/all.yml': 'a: 1',
      'host_vars/localhost.yml': 'b: 2\nansible_user: me',
    });

    assert.deepEqual(localhost?.vars, { a: 1, b: 2 });
    assert.equal(localhost.connection.type, 'local');
  });

  it('are warned of where nothing has their name', async () => {
    await withFolder(async (folder) => {
      await writeFiles(folder, {
        'hosts.yml': HOSTS,
        'group_vars/wbe.yml': 'a: 1',
        'host_vars/other.example.net': 'a: 1',
      });

      const { warnings = [] } = await loadInventory(join(folder, 'hosts.yml'));

      assert.deepEqual(
        warnings.map((one) => describeDiagnostic(one).replaceAll(`${folder}/`, '')),
        [
          'group_vars/wbe.yml:1:1: warning: no group is called "wbe" (did you mean "web"?) [inventory/unknown-group]',
          'host_vars/other.example.net:1:1: warning: no host is called "other.example.net" (so nobody has what host_vars/other.example.net says) [inventory/unknown-host]',
        ],
      );
    });
  });

  it('tell all their faults at once, with their places', async () => {
    const files = {
      'group_vars/all.yml': 'a: 1\nb: "{{ c }}"\nd: { e: !cel "1" }',
      'group_vars/web.yml': '- a',
      'group_vars/web_eu.yml': 'ansible_host: 10.0.0.1',
      'host_vars/w2.yml': 'a-b: 1\ninputs: 2\nansible_port: http',
    };

    await assert.rejects(load(files), (error: Error) => {
      assert.deepEqual(error.message.split('\n'), [
        'group_vars/all.yml:2:5: error: a variable of the inventory cannot be computed (the inventory holds plain data; compute the value in the vars of a play or a task) [inventory/template]',
        'group_vars/all.yml:3:15: error: a variable of the inventory cannot be computed (the inventory holds plain data; compute the value in the vars of a play or a task) [inventory/template]',
        'group_vars/web.yml:1:1: error: a file of variables is a map of names to values [inventory/shape]',
        'group_vars/web_eu.yml:1:1: error: an address belongs to one host (write ansible_host in the file of each host, or at each host of the inventory) [inventory/shared-address]',
        'host_vars/w2.yml:1:1: error: "a-b" cannot be the name of a variable (expressions cannot name it; "a_b" would do) [inventory/bad-name]',
        'host_vars/w2.yml:2:1: error: "inputs" has a meaning of its own (choose another name) [inventory/reserved-name]',
        'host_vars/w2.yml:3:15: error: "port" must be a whole number, got "http" [inventory/shape]',
      ]);
      return true;
    });
  });

  it('tell broken YAML and vaults of each file', async () => {
    const files = {
      'group_vars/all.yml': 'a: [1',
      'group_vars/web/vault.yml': '$ANSIBLE_VAULT;1.1;AES256\n6162\n',
      'host_vars/w2.yml': 'a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n',
    };

    await assert.rejects(load(files), (error: Error) => {
      assert.match(error.message, /^group_vars\/all\.yml:1:6: error: .*\[source\//m);
      assert.match(error.message, /^group_vars\/web\/vault\.yml:1:1: error: a vault .*!secret NAME/m);
      assert.match(error.message, /^host_vars\/w2\.yml:1:11: error: unknown tag !vault/m);
      return true;
    });
  });
});
