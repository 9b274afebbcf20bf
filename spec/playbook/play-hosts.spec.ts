import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadInventory } from '../../lib/inventory/load.ts';
import { modules } from '../../lib/modules/index.ts';
import { loadPlaybook } from '../../lib/playbook/load.ts';
import { hostsOfPlay } from '../../lib/playbook/play-hosts.ts';
import { withFolder } from '../support/temporary-folder.ts';

const INVENTORY = `
vars: { size: 1 }
groups:
  web: { hosts: { w1: { vars: { size: 3 } }, w2: {} } }
  db: { hosts: { d1: { address: 10.0.0.1 } } }
`;

const VARS = `
is_wanted: !cel is_web && inputs.kind == "y" && size > 2
is_web: !cel host.name in groups.web
cores: !cel facts.cpus
`;

const CASES = [
  { title: 'takes all of the pattern', play: { hosts: 'web' }, hosts: ['w1', 'w2'] },
  { title: 'looks at variables of the host', play: { hosts: 'all', when: 'size > 2' }, hosts: ['w1'] },
  { title: 'looks at inputs of the host', play: { hosts: 'all', when: 'inputs.kind == "x"' }, hosts: ['d1'] },
  { title: 'looks at groups', play: { hosts: 'all', when: '"db" in host.groups' }, hosts: ['d1'] },
  {
    title: 'looks at variables of the play, and leaves alone those that need a host',
    play: { hosts: 'all', when: 'is_wanted && mark == "m"', vars_files: ['vars.yml'], vars: { mark: 'm' } },
    hosts: ['w1'],
  },
  {
    title: 'takes a variable of the play over one of the inventory',
    play: { hosts: 'web', when: 'size == 7', vars: { size: 7 } },
    hosts: ['w1', 'w2'],
  },
  { title: 'takes none', play: { hosts: 'all', when: false }, hosts: [] },
  {
    title: 'lets the command line win',
    play: { hosts: 'all', when: 'size == 9', vars: { size: 1 } },
    hosts: ['w1', 'w2', 'd1'],
  },
];

describe('hostsOfPlay', () => {
  for (const { title, play, hosts } of CASES) {
    it(title, () => withFolder(async (folder) => assert.deepEqual(await chosen(folder, [play]), [hosts])));
  }

  it('adds the conditions of imports to those of the plays', () =>
    withFolder(async (folder) => {
      await writeFile(
        join(folder, 'inner.yml'),
        JSON.stringify([{ hosts: 'all', when: '"web" in host.groups' }]),
      );

      const hosts = await chosen(folder, [
        { import: 'inner.yml', when: 'inputs.kind == "x"' },
        { import: 'inner.yml', when: 'inputs.kind == "y"' },
      ]);

      assert.deepEqual(hosts, [[], ['w1', 'w2']]);
    }));

  it('reads the condition of an import with the variables of each play there', () =>
    withFolder(async (folder) => {
      const plays = [1, 3].map((least) => ({ hosts: 'web', vars: { enough: `!cel size >= ${least}` } }));
      const text = JSON.stringify(plays).replaceAll(/"!cel ([^"]*)"/g, "!cel '$1'");
      await writeFile(join(folder, 'inner.yml'), text);

      assert.deepEqual(await chosen(folder, [{ import: 'inner.yml', when: 'enough' }]), [
        ['w1', 'w2'],
        ['w1'],
      ]);
    }));
});

async function chosen(folder: string, plays: readonly object[]): Promise<(readonly string[])[]> {
  const [hosts, site] = [join(folder, 'hosts.yml'), join(folder, 'site.yml')];
  await writeFile(hosts, INVENTORY);
  await writeFile(join(folder, 'vars.yml'), VARS);
  await writeFile(site, JSON.stringify({ inputs: { kind: { type: 'string' } }, plays }));
  const inventory = await loadInventory(hosts, { extraVars: {} });
  const playbook = await loadPlaybook(site, { modules, inventory, templateFolders: [] });
  const extraVars = JSON.stringify(plays).includes('size == 9') ? { size: 9 } : {};
  const inputsOf = (_: unknown, host: string) => ({ kind: host === 'd1' ? 'x' : 'y' });
  return playbook.plays.map((play) => hostsOfPlay(play, { inventory, extraVars, inputsOf }));
}
