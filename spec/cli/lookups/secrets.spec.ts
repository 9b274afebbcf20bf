import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeInventory } from '../../../lib/cli/commands/inventory.ts';
import { listJournals } from '../../../lib/report/journal/folder.ts';
import { hearErrors, runThere, withCommands, type CommandPlace } from '../../support/command-here.ts';
import { withEnvironment } from '../../support/environment.ts';
import { writeFiles } from '../../support/temporary-folder.ts';
import { withWebServer } from '../../support/web-server.ts';

const CANARY = 'canary-{{ looked }}-up';

/** How each way names the canary. */
const WAYS: Readonly<Record<string, (url: string) => string>> = {
  env: () => '!env { name: K3PLAY_SPEC_CANARY, secret: true }',
  file: () => '!file { path: sub/canary.txt, secret: true }',
  command: () => '!command { argv: [cat, sub/canary.txt], secret: true }',
  http: (url) => `!http { url: "${url}/canary", secret: true }`,
};

const PLAY = (lookup: string) => `
- hosts: web
  gather_facts: false
  vars: { near: ${lookup} }
  tasks:
    - { name: Keep, copy: { content: "{{ near }} {{ far }}", dest: "{{ at }}/kept" } }
    - { name: Print, shell: 'cat "{{ at }}/kept"', register: printed }
    - { name: Tell, debug: { message: "{{ printed.stdout }}" } }
    - { name: Break, shell: 'cat "{{ at }}/kept" >&2; exit 1' }
`;

async function withCanary(way: string, body: (place: CommandPlace) => Promise<void>): Promise<void> {
  await withWebServer(
    (_, response) => response.end(`${CANARY}\n`),
    async ({ url }) => {
      await withCommands({ hosts: ['w1'], tasks: '' }, async (place) => {
        const lookup = WAYS[way]?.(url) ?? '';
        const hosts = await readFile(place.inventory, 'utf8');
        await writeFiles(place.folder, {
          'sub/canary.txt': `${CANARY}\n`,
          'hosts.yml': `vars: { far: ${lookup} }\n${hosts}`,
          'play.yml': PLAY(lookup),
        });
        await withEnvironment({ K3PLAY_SPEC_CANARY: CANARY }, () => body(place));
      });
    },
  );
}

describe('a secret that is looked up', function () {
  this.timeout(60_000);

  for (const way of Object.keys(WAYS)) {
    for (const output of ['json', 'plain'] as const) {
      it(`by !${way} reaches the host, and nothing that run -v --diff --output ${output} tells`, async () => {
        await withCanary(way, async (place) => {
          const { value, said } = await hearErrors(() => runThere(place, { verbose: 1, diff: true, output }));

          assert.equal(value.code, 2);
          assert.equal(await readFile(join(place.host, 'w1/kept'), 'utf8'), `${CANARY} ${CANARY}`);
          const [journal = ''] = await listJournals(place.runs);
          const told = { ...value, said, journal: await readFile(journal, 'utf8') };
          assert.match(told.text, /Break/);
          for (const text of [told.text, told.said, told.journal]) {
            for (const form of [CANARY, Buffer.from(CANARY).toString('base64'), 'canary-'])
              assert.ok(!text.includes(form), text);
          }
        });
      });
    }

    it(`by !${way} is a mask in k3play inventory`, async () => {
      await withCanary(way, async ({ inventory, playbook }) => {
        const flags = { inventory: [inventory], host: 'w1', graph: false, json: false };

        const shown = await describeInventory([], flags);
        const explained = await describeInventory([playbook], { ...flags, explain: 'near' });

        assert.match(shown, /"far": "\*{8}"/);
        assert.match(explained, /\*{8}/);
        assert.doesNotMatch(shown + explained, /canary-/);
      });
    });
  }
});
