import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describeInventory, type InventoryFlags } from '../../../lib/cli/commands/inventory.ts';
import { withFolder, writeFiles } from '../../support/temporary-folder.ts';

const HOSTS = `
connection: { user: root, password: hunter22 }
vars: { colour: grey, note: "hunter22 is the password", token: !secret app }
groups:
  web:
    vars: { colour: blue }
    hosts: { w1: { address: 10.0.0.1, vars: { colour: red } }, w2: }
  edge: { children: [web], hosts: { e1: } }
`;
const PLAY = `
inputs: { phrase: { type: string, secret: true } }
plays:
  - name: First
    hosts: web
    gather_facts: false
    vars_files: [more.yml]
    vars: { colour: "{{ host.name }}", seen: "{{ facts.os.family }}" }
    tasks:
      - { name: Say, vars: { colour: green }, debug: { message: "{{ colour }}" } }
  - { name: Second, hosts: w2, tasks: [{ debug: { message: "{{ colour }}" } }] }
`;
const FILES = {
  'hosts.yml': HOSTS,
  'play.yml': PLAY,
  'more.yml': 'colour: brown',
  'group_vars/all.yml': 'phrase: open sesame',
};

/** What is printed, with the folder cut off. */
async function show(flags: Partial<InventoryFlags>, playbooks: readonly string[] = []): Promise<string> {
  let shown = '';
  await withFolder(async (folder) => {
    await writeFiles(folder, FILES);
    // Plays need the secrets that are named, and none is kept.
    const hosts = playbooks.length > 0 ? HOSTS.replace('!secret app', 'none') : HOSTS;
    await writeFiles(folder, { 'hosts.yml': hosts });
    const inventory = [join(folder, 'hosts.yml')];
    const paths = playbooks.map((name) => join(folder, name));
    shown = await describeInventory(paths, {
      graph: false,
      json: false,
      inventory,
      identity: join(folder, 'identity.txt'),
      ...flags,
    });
    shown = shown.replaceAll(`${folder}/`, '');
  });
  return shown;
}

describe('k3play inventory', () => {
  it('lists groups with all of their hosts', async () => {
    assert.equal(await show({}), 'web\n  w1  10.0.0.1\n  w2\nedge\n  w1  10.0.0.1\n  w2\n  e1\n');
  });

  it('draws groups below their parents', async () => {
    const tree = 'all\n  edge\n    web\n      w1  10.0.0.1\n      w2\n    e1\n';

    assert.equal(await show({ graph: true }), tree);
  });

  it('shows the variables of a host, secrets masked wherever they stand', async () => {
    const host = JSON.parse(await show({ host: 'w1' })) as unknown;

    assert.deepEqual(host, {
      name: 'w1',
      groups: ['web', 'edge'],
      connection: { user: 'root', password: '********', address: '10.0.0.1' },
      vars: { colour: 'red', note: '******** is the password', token: '********', phrase: 'open sesame' },
    });
  });

  it('masks what playbooks take as secret, where they are named', async () => {
    assert.match(await show({ host: 'w1' }, ['play.yml']), /"phrase": "\*{8}"/);
    assert.doesNotMatch(await show({ json: true }, ['play.yml']), /sesame|hunter/);
  });

  it('shows all of it as JSON', async () => {
    const all = JSON.parse(await show({ json: true })) as Readonly<Record<string, object>>;

    assert.deepEqual(all['groups'], { all: ['w1', 'w2', 'e1'], web: ['w1', 'w2'], edge: ['w1', 'w2', 'e1'] });
    assert.deepEqual(all['children'], { web: [], edge: ['web'] });
    assert.deepEqual(Object.keys(all['hosts'] ?? {}), ['w1', 'w2', 'e1']);
  });

  it('explains a variable, the place that wins last', async () => {
    assert.equal(
      await show({ host: 'w1', explain: 'colour' }),
      [
        'colour of w1, from the weakest place to the one that wins (>):',
        '   inventory  hosts.yml:3:17  "grey"',
        '   group web  hosts.yml:6:21  "blue"',
        '>  host       hosts.yml:7:55  "red"',
        '',
      ].join('\n'),
    );
    assert.equal(
      await show({ host: 'w1', explain: 'token' }),
      'token of w1, said once:\n>  inventory  hosts.yml:3:72  "********"\n',
    );
  });

  it('explains it as JSON', async () => {
    assert.deepEqual(JSON.parse(await show({ host: 'e1', explain: 'colour', json: true })), {
      host: 'e1',
      variable: 'colour',
      places: [
        {
          level: 'inventory',
          title: 'inventory',
          place: { file: 'hosts.yml', line: 3, column: 17 },
          value: 'grey',
          wins: true,
        },
      ],
    });
  });

  it('explains it in plays and tasks, with a winner in each play', async () => {
    assert.equal(
      await show({ host: 'w2', explain: 'colour' }, ['play.yml']),
      [
        'colour of w2, from the weakest place to the one that wins (>):',
        '   inventory              hosts.yml:3:17  "grey"',
        '>  group web              hosts.yml:6:21  "blue"',
        '   vars_files of "First"  more.yml:1:9    "brown"',
        '>  play "First"           play.yml:8:22   "w2"',
        '   task "Say"             play.yml:10:38  "green"',
        '',
      ].join('\n'),
    );
    assert.match(await show({ host: 'w1', explain: 'seen' }, ['play.yml']), /"\(known only in a run\)"/);
  });

  it('puts the command line above all', async () => {
    const told = await show({ host: 'w2', explain: 'colour', extraVars: ['colour=pink'] }, ['play.yml']);

    assert.match(told, /\n {3}play "First".*\n(.*\n)?> {2}-e +command line +"pink"\n$/);
  });

  for (const [flags, told] of [
    [{ host: 'w1', explain: 'color' }, /no place gives "color" to the host "w1" \(did you mean "colour"\?\)/],
    [{ explain: 'colour' }, /--explain tells of one host \(say which: --host NAME\)/],
    [{ host: 'w3' }, /has no host "w3" \(did you mean "w1"\?\)/],
  ] as const) {
    it(`refuses ${JSON.stringify(flags)}`, async () => {
      await assert.rejects(show(flags), told);
    });
  }
});
