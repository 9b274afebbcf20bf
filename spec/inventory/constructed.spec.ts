import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DiagnosticsError, describeDiagnostic } from '../../lib/core/diagnostic.ts';
import { loadInventory, readInventory } from '../../lib/inventory/load.ts';
import { selectHosts } from '../../lib/inventory/pattern.ts';
import { parseDocument } from '../../lib/source/document.ts';
import { withFolder, writeFiles } from '../support/temporary-folder.ts';

const HOSTS = `
vars: { size: 1, tags: [] }
groups:
  web:
    hosts:
      w1: { vars: { size: 8, zone: east, tags: [a, "b c"] } }
      w2: { vars: { size: 2, zone: "" } }
  db: { hosts: { d1: { vars: { zone: 2, only: 1 } } } }
  edge: { vars: { edge: true }, children: [big] }
  big: { vars: { note: large } }
`;

function read(constructed: string) {
  return readInventory(parseDocument(`${HOSTS}\nconstructed:\n${constructed}`, 'hosts.yml'));
}

describe('constructed groups', () => {
  it('have the hosts for which a condition holds, also where the group is written', () => {
    const inventory = read(
      '  groups:\n    big: size > 4\n    plain: host.name == "d1" || !("web" in host.groups)',
    );

    assert.deepEqual(inventory.groups, {
      all: ['w1', 'w2', 'd1'],
      web: ['w1', 'w2'],
      db: ['d1'],
      edge: ['w1'],
      big: ['w1'],
      plain: ['d1'],
    });
    assert.deepEqual(inventory.hosts.get('w1')?.groups, ['web', 'edge', 'big']);
    const { note, edge } = inventory.hosts.get('w1')?.vars ?? {};
    assert.deepEqual({ note, edge }, { note: 'large', edge: true });
    assert.deepEqual(selectHosts('web:&big', inventory).hosts, ['w1']);
  });

  it('are called after what an expression comes to', () => {
    const { groups } = read(
      '  keyed:\n    - { by: \'default(zone, "")\', prefix: zone }\n    - { by: tags }\n    - { by: size, prefix: s, separator: "-" }',
    );

    const { all, web, db, edge, big, ...keyed } = groups;
    assert.deepEqual([all?.length, web?.length, db?.length, edge, big], [3, 2, 1, [], []]);
    assert.deepEqual(keyed, {
      zone_east: ['w1'],
      zone_2: ['d1'],
      a: ['w1'],
      b_c: ['w1'],
      's-8': ['w1'],
      's-2': ['w2'],
      's-1': ['d1'],
    });
  });

  it('have group_vars, and are made of those of others', async () => {
    await withFolder(async (folder) => {
      await writeFiles(folder, {
        'hosts.yml': `${HOSTS}\nconstructed: { groups: { huge: extra > 1 }, keyed: [{ by: extra, prefix: x }] }`,
        'group_vars/all.yml': 'extra: 1',
        'host_vars/w2.yml': 'extra: 5',
        'group_vars/huge.yml': 'seen: huge',
        'group_vars/x_1.yml': 'seen: one',
      });

      const { hosts, warnings } = await loadInventory(join(folder, 'hosts.yml'));

      assert.equal(hosts.get('w2')?.vars['seen'], 'huge');
      assert.equal(hosts.get('d1')?.vars['seen'], 'one');
      assert.deepEqual(warnings, []);
    });
  });

  it('tell all their mistakes with their places, before anything connects', () => {
    const constructed = [
      '  groups:',
      '    a: szie > 1',
      '    b: size + 1 > 2 &&',
      '    c: "1 + 1"',
      '    d: facts.os.family == "x"',
      '    e: size',
      '    f: only == 1',
      '    all: "true"',
      '  keyed:',
      '    - { by: "{}" }',
      '    - { by: host }',
      '    - { by: \'"w" + string(size)\' }',
    ].join('\n');

    assert.throws(
      () => read(constructed),
      (error: unknown) => {
        assert.ok(error instanceof DiagnosticsError);
        assert.deepEqual(error.diagnostics.map(describeDiagnostic), [
          'hosts.yml:14:8: error: "szie" is not defined (did you mean "size"?) [inventory/constructed]',
          'hosts.yml:15:23: error: the expression ends too early [template/cel-syntax]',
          'hosts.yml:16:9: error: a condition is true or false, and this is of the type int [inventory/constructed]',
          'hosts.yml:17:8: error: "facts" is not known yet (groups are made before the first connection, of variables of the inventory) [inventory/constructed]',
          'hosts.yml:18:8: error: on host "w1": a condition is true or false [inventory/constructed]',
          'hosts.yml:19:8: error: on host "w1": "only" is not defined (give it a value, or write default(only, …)) [inventory/constructed]',
          'hosts.yml:20:5: error: "all" cannot be the name of a group (letters, digits, "_" and "-", beginning with a letter, and not "all") [inventory/bad-name]',
          'hosts.yml:22:14: error: groups are named after text or numbers, or a list of these, and this is of the type map [inventory/constructed]',
          'hosts.yml:23:13: error: on host "w1": groups are named after text or numbers, or a list of these [inventory/constructed]',
          'hosts.yml:24:14: error: on host "w2": the group would be called "w2", which means something else [inventory/constructed]',
        ]);
        return true;
      },
    );
  });

  it('refuse what no inventory may say there', () => {
    assert.throws(
      () => read('  group: {}\n  keyed: [{ prefix: x }]'),
      (error: unknown) => {
        assert.ok(error instanceof DiagnosticsError);
        assert.match(
          error.message,
          /hosts\.yml:13:3: error: unknown key "group" \(did you mean "groups"\?\)/,
        );
        assert.match(error.message, /hosts\.yml:14:11: error: .*"by" is missing/);
        return true;
      },
    );
  });
});
