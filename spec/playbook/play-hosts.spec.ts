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

const CASES = [
  { title: 'takes all of the pattern', play: { hosts: 'web' }, hosts: ['w1', 'w2'] },
  { title: 'looks at variables of the host', play: { hosts: 'all', when: 'size > 2' }, hosts: ['w1'] },
  { title: 'looks at inputs of the host', play: { hosts: 'all', when: 'inputs.kind == "x"' }, hosts: ['d1'] },
  { title: 'looks at groups', play: { hosts: 'all', when: '"db" in host.groups' }, hosts: ['d1'] },
  { title: 'takes none', play: { hosts: 'all', when: false }, hosts: [] },
  {
    title: 'lets the command line win',
    play: { hosts: 'all', when: 'size == 9' },
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
});

async function chosen(folder: string, plays: readonly object[]): Promise<(readonly string[])[]> {
  const [hosts, site] = [join(folder, 'hosts.yml'), join(folder, 'site.yml')];
  await writeFile(hosts, INVENTORY);
  await writeFile(site, JSON.stringify({ inputs: { kind: { type: 'string' } }, plays }));
  const inventory = await loadInventory(hosts, { extraVars: {} });
  const playbook = await loadPlaybook(site, { modules, inventory, templateFolders: [] });
  const extraVars = JSON.stringify(plays).includes('size == 9') ? { size: 9 } : {};
  const inputsOf = (_: unknown, host: string) => ({ kind: host === 'd1' ? 'x' : 'y' });
  return playbook.plays.map((play) => hostsOfPlay(play, { inventory, extraVars, inputsOf }));
}
