import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { loadInventory } from '../../lib/inventory/load.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/inventories');

/** Line, column, code and a part of the hint of each fault, in order. */
const faults: Readonly<Record<string, readonly string[]>> = {
  'cycle.yml': [
    '4:18 inventory/group-cycle: groups contain one another: a → b → c → a (remove one of these children)',
    '5:18 inventory/group-cycle: groups contain one another: d → d (remove one of these children)',
  ],
  'empty.yml': [
    '3:3 inventory/no-hosts: the inventory has no hosts (write them as groups: { web: { hosts: { w1: { address: 10.0.0.11 } } } })',
  ],
  'habits.yml': [
    '1:1 inventory/unknown-key: unknown key "all" (there is no "all:" at the top; put connection, vars and groups there)',
    '6:13 inventory/unknown-key: unknown key "ansible_host" (here this is written as address)',
    '9:11 inventory/ansible-variable: "ansible_user" means nothing here (here this is written as connection: { user })',
    '10:18 inventory/template: a variable of the inventory cannot be computed (the inventory holds plain data; compute the value in the vars of a play or a task)',
    '11:35 inventory/template: a variable of the inventory cannot be computed (the inventory holds plain data; compute the value in the vars of a play or a task)',
  ],
  'list.yml': [
    '1:1 inventory/shape: an inventory is a map with the key "groups" (write it as groups: { web: { hosts: { w1: { address: 10.0.0.11 } } } })',
  ],
  'playbook.yml': [
    '1:1 inventory/shape: an inventory is a map with the key "groups" (this looks like a playbook: -i names the inventory)',
  ],
  'misspelt.yml': [
    '1:1 inventory/unknown-key: unknown key "conection" (did you mean "connection"?)',
    '5:13 inventory/unknown-key: unknown key "addres" (did you mean "address"?)',
    '6:33 inventory/shape: "port" must be a whole number, got "ssh"',
    '6:46 inventory/shape: "become" must be true or false, got "yes" (write true, without quotes)',
    '6:61 inventory/shape: "host_key" must be "strict", "accept-new" or "off", got "maybe"',
    '7:11 inventory/shape: "vars" must be a map or null, got a list',
    '8:16 inventory/unknown-group: no group is called "edeg" (did you mean "edge"?)',
  ],
  'names.yml': [
    '1:9 inventory/bad-name: "node-name" cannot be the name of a variable (expressions cannot name it; "node_name" would do)',
    '1:23 inventory/reserved-name: "inputs" has a meaning of its own (choose another name)',
    '1:34 inventory/bad-name: "1st" cannot be the name of a variable (expressions cannot name it; "_1st" would do)',
    '3:3 inventory/reserved-name: the group "all" is always there (write what holds for all hosts at the top of the file, as connection and vars)',
    '4:4 inventory/bad-name: "my group" cannot be the name of a group (letters, digits, "_" and "-", beginning with a letter)',
    '6:19 inventory/shared-address: an address belongs to one host (write address: under each host)',
    '8:8 inventory/bad-name: "w 1" cannot be the name of a host (letters, digits, "_", "-" and "."; addresses of other forms go into address:)',
    '9:7 inventory/name-clash: "db" is also the name of a group (a pattern could mean either; rename one)',
    '11:8 inventory/bad-name: "::1" cannot be the name of a host (letters, digits, "_", "-" and "."; addresses of other forms go into address:)',
    '12:18 inventory/name-clash: "all" is also the name of a group (a pattern could mean either; rename one)',
  ],
  'no-groups.yml': ['1:1 inventory/shape: "groups" is missing'],
  'syntax.yml': [
    '4:1 source/indentation: this line is not indented as its neighbours are, or a bracket above is not closed',
  ],
};

describe('loadInventory, of a file with faults', () => {
  for (const [name, expected] of Object.entries(faults)) {
    it(`tells all faults of ${name} at once, each with its place`, async () => {
      await assert.rejects(loadInventory(join(FOLDER, name)), (error: unknown) => {
        assert.ok(error instanceof DiagnosticsError);
        const told = error.diagnostics.map(
          ({ span, code, message, hint }) =>
            `${span?.line}:${span?.column} ${code}: ${message}${hint ? ` (${hint})` : ''}`,
        );
        assert.deepEqual(told, expected);
        return true;
      });
    });
  }
});
