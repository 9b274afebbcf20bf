import assert from 'node:assert/strict';
import { Secret } from '../../lib/core/secret.ts';
import { readInventory } from '../../lib/inventory/load.ts';
import { findHost } from '../../lib/inventory/localhost.ts';
import type { Host } from '../../lib/inventory/model.ts';
import { parseDocument } from '../../lib/source/document.ts';

const TEXT = `
connection: { user: root, key: ~/.ssh/id_ed25519, connect_timeout: 5 }
vars: { level: inventory, tree: { inventory: 1 } }
groups:
  leaf:
    vars: { level: leaf }
    hosts:
      w1: { address: 10.0.0.11 }
      w2:
        address: 10.0.0.12
        connection: { port: 2222, password: hunter22 }
        vars: { level: w2 }
      w3:
  twin:
    vars: { level: twin, only: twin, tree: { twin: 1 } }
    connection: { user: twin, become: true }
    hosts: { w3: { vars: { seen: twin } }, x1: }
  late:
    hosts: { w3: { vars: { seen: late }, connection: { port: 22 } } }
  root:
    vars: { level: root, only: root }
    connection: { user: rooted, known_hosts: ~/known, host_key: accept-new }
    children: [leaf, middle]
  middle: { children: [leaf], vars: { level: middle } }
`;

function read(extraVars: Readonly<Record<string, unknown>> = {}) {
  const inventory = readInventory(parseDocument(TEXT, 'hosts.yml'), { extraVars });
  const host = (name: string): Host => inventory.hosts.get(name) ?? assert.fail(`no host ${name}`);
  return { inventory, host };
}

describe('loadInventory', () => {
  it('lists hosts and groups in the order written, children included', () => {
    const { inventory, host } = read();

    assert.deepEqual(inventory.groups, {
      all: ['w1', 'w2', 'w3', 'x1'],
      leaf: ['w1', 'w2', 'w3'],
      twin: ['w3', 'x1'],
      late: ['w3'],
      root: ['w1', 'w2', 'w3'],
      middle: ['w1', 'w2', 'w3'],
    });
    assert.deepEqual(host('w3').groups, ['leaf', 'twin', 'late', 'root', 'middle']);
    assert.deepEqual(host('w3').span, { file: 'hosts.yml', line: 13, column: 7 });
  });

  const nearest: readonly (readonly [host: string, level: string, why: string])[] = [
    ['w1', 'leaf', 'a child is nearer than its parents'],
    ['w2', 'w2', 'the host is nearest'],
    ['w3', 'leaf', 'a deeper group is nearer than one written later'],
    ['x1', 'twin', 'a group is nearer than the inventory'],
  ];
  for (const [name, level, why] of nearest) {
    it(`gives ${name} the value of ${level}: ${why}`, () => {
      assert.equal(read().host(name).vars['level'], level);
    });
  }

  it('takes the later of two groups of one depth, and of two mentions of a host', () => {
    const { host } = read();

    assert.equal(host('w3').vars['only'], 'root');
    assert.equal(host('w3').vars['seen'], 'late');
  });

  it('puts the command line above all', () => {
    const { host, inventory } = read({ level: 'command line' });

    assert.equal(host('w2').vars['level'], 'command line');
    assert.equal(findHost('localhost', inventory)?.vars['level'], 'command line');
  });

  it('tells each level of a variable, farthest first, with the places of its parts', () => {
    const layers = read({ tree: 7 }).host('x1').layers('tree');

    assert.deepEqual(
      layers.map(({ value, span }) => [value, span?.line, span?.column]),
      [
        [{ inventory: 1 }, 3, 33],
        [{ twin: 1 }, 15, 44],
        [7, undefined, undefined],
      ],
    );
    assert.deepEqual(layers[1]?.spanAt?.('/twin'), { file: 'hosts.yml', line: 15, column: 52 });
  });

  it('gives hosts of a group the same layer, so that work on it is done once', () => {
    const { host } = read();

    assert.equal(host('w1').layers('level').at(-1), host('w3').layers('level').at(-1));
  });

  it('merges connection settings by nearness', () => {
    const { host } = read();

    assert.deepEqual(host('w2').connection, {
      user: 'rooted',
      key: '~/.ssh/id_ed25519',
      connectTimeoutMs: 5000,
      knownHosts: '~/known',
      hostKey: 'accept-new',
      address: '10.0.0.12',
      port: 2222,
      password: new Secret('hunter22'),
    });
    const { user, become, port } = host('w3').connection;
    assert.deepEqual({ user, become, port }, { user: 'rooted', become: true, port: 22 });
  });

  it('keeps passwords as secrets', () => {
    const { password } = read().host('w2').connection;

    assert.ok(password instanceof Secret);
    assert.equal(password.reveal(), 'hunter22');
  });

  it('knows this machine as localhost without being told', () => {
    const { inventory } = read();

    const localhost = findHost('localhost', inventory);

    assert.ok(localhost);
    assert.deepEqual(localhost.connection, { type: 'local' });
    assert.equal(localhost.vars['level'], 'inventory');
    assert.ok(!inventory.hosts.has('localhost'));
    assert.equal(findHost('elsewhere', inventory), undefined);
  });

  it('reads 2 000 hosts in well under a second', () => {
    const hosts = Array.from(
      { length: 2000 },
      (_, n) => `      h${n}: { address: 10.0.${n >> 8}.${n & 255}, vars: { n: ${n} } }`,
    );
    const text = `groups:\n  all-of-them:\n    vars: { a: 1 }\n    hosts:\n${hosts.join('\n')}\n`;
    const before = process.cpuUsage();

    const inventory = readInventory(parseDocument(text, 'many.yml'));

    assert.equal(inventory.hosts.get('h1999')?.vars['n'], 1999);
    const usedMs = process.cpuUsage(before).user / 1000;
    assert.ok(usedMs < 1500, `${usedMs} ms`);
  });
});
