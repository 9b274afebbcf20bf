import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeInventory } from '../../../lib/cli/commands/inventory.ts';
import { lookUp } from '../../../lib/cli/lookups/look-up.ts';
import { DiagnosticsError } from '../../../lib/core/diagnostic.ts';
import { loadInventory } from '../../../lib/inventory/load.ts';
import { createLookups } from '../../../lib/inventory/lookups/lookups.ts';
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

describe('a kept secret in a header of !http', function () {
  this.timeout(60_000);
  const TOKEN = 'canary-token-of-a-header';
  const PRINT = "      - { name: Print, shell: 'echo {{ far }}' }\n";

  /** A server that answers with the header itself, which is then in what was found. */
  async function withToken(
    secrets: string,
    body: (place: CommandPlace, seen: readonly unknown[]) => Promise<void>,
  ): Promise<void> {
    const seen: unknown[] = [];
    await withWebServer(
      ({ headers }, response) => {
        seen.push(headers.authorization);
        response.end(`got ${headers.authorization ?? 'nothing'}\n`);
      },
      async ({ url }) => {
        await withCommands({ hosts: ['w1'], tasks: PRINT }, async (place) => {
          const hosts = await readFile(place.inventory, 'utf8');
          const lookup = `!http { url: "${url}/x", headers: { Authorization: !secret api_token } }`;
          await writeFiles(place.folder, { 'hosts.yml': `vars:\n  far: ${lookup}\n${hosts}` });
          await writeFile(join(place.folder, 'hosts.secrets.yml'), secrets, { mode: 0o600 });
          await body(place, seen);
        });
      },
    );
  }

  it('is sent, and told nowhere', async () => {
    await withToken(`api_token: ${TOKEN}\n`, async (place, seen) => {
      const { value, said } = await hearErrors(() => runThere(place, { verbose: 2, diff: true }));
      const flags = { inventory: [place.inventory], host: 'w1', graph: false, json: false };
      const shown = await describeInventory([], flags);

      const [journal = ''] = await listJournals(place.runs);
      assert.equal(value.code, 0);
      assert.deepEqual(seen, [TOKEN, TOKEN]);
      assert.match(value.text, /got \*{8}/);
      assert.match(shown, /"far": "got \*{8}"/);
      for (const text of [value.text, said, shown, await readFile(journal, 'utf8')])
        assert.ok(!text.includes('canary-token'), text);
    });
  });

  it('is a mistake at its place where none is called so, and nobody is asked', async () => {
    await withToken('api_tokne: other\n', async (place, seen) => {
      await assert.rejects(runThere(place), (error: unknown) => {
        assert.ok(error instanceof DiagnosticsError);
        assert.match(
          error.message,
          /hosts\.yml:2:\d+: error: no secret is called "api_token" \(did you mean "api_tokne"\?\) \[inventory\/unknown-secret\]$/,
        );
        return true;
      });
      assert.deepEqual(seen, []);
    });
  });

  it('is a mistake at its place where nobody may read it', async () => {
    await withToken(`api_token: ${TOKEN}\n`, async (place, seen) => {
      const lookups = createLookups(lookUp);

      await assert.rejects(loadInventory(place.inventory, { lookups }), (error: unknown) => {
        assert.ok(error instanceof DiagnosticsError);
        assert.match(
          error.message,
          /:2:\d+: error: a header is the secret "api_token", which cannot be read/,
        );
        return true;
      });
      assert.deepEqual(seen, []);
    });
  });
});
