import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { resolveAllInputs } from '../../lib/cli/project-inputs.ts';
import { describeDiagnostic } from '../../lib/core/diagnostic.ts';
import { loadInventory } from '../../lib/inventory/load.ts';
import { modules } from '../../lib/modules/index.ts';
import { loadPlaybook } from '../../lib/playbook/load.ts';
import { withFolder } from '../support/temporary-folder.ts';

const FILES = {
  'hosts.yml': `
vars: { size: { width: 1, height: 2 }, ports: { w1: 81, w2: 82 } }
groups: { web: { hosts: { w1: {}, w2: {} } } }
`,
  'app.yml': `
inputs:
  port: { type: integer, maximum: 90, description: Port to serve on }
  label: { type: string, default: plain }
  size: { type: object, default: {} }
plays:
  - { name: App, hosts: web, tags: [app], vars: { word: own, other: own }, tasks: [] }
`,
  'site.yml': `
inputs: { base: { type: integer, default: 80 }, label: { type: integer, default: 3 } }
plays:
  - import: app.yml
    inputs: { port: !cel "ports[host.name]", label: "{{ inputs.base }}-{{ host.name }}", size: { width: 9 } }
    tags: [first]
    vars: { word: given }
  - import: more/app.yml
    inputs: { base: 70, label: !cel string(inputs.base) }
`,
  'more/app.yml': `
- import_playbook: ../app.yml
  inputs: { port: !cel inputs.base + 5 }
`,
};

async function resolve(
  files: Readonly<Record<string, string>>,
  extraVars: Readonly<Record<string, unknown>> = {},
) {
  let shown: object = {};
  await withFolder(async (folder) => {
    for (const [path, text] of Object.entries({ ...FILES, ...files })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const inventory = await loadInventory(join(folder, 'hosts.yml'), { extraVars });
    const playbook = await loadPlaybook(join(folder, 'site.yml'), {
      modules,
      inventory,
      templateFolders: [],
    });
    const none = () => undefined;
    const generated = { get: () => assert.fail(), certificates: none };
    const { inputsOf, diagnostics } = resolveAllInputs([playbook], inventory, { extraVars, generated });
    shown = {
      inputs: playbook.plays.map((play) => ['w1', 'w2'].map((host) => inputsOf(play, host))),
      told: diagnostics.map((one) => describeDiagnostic(one).replaceAll(`${folder}/`, '')),
      tags: playbook.plays.map(({ tags }) => tags),
      words: playbook.plays.map(({ vars }) => vars['word']?.literal?.value),
    };
  });
  return shown;
}

describe('resolveAllInputs', () => {
  it('takes what imports give over the inventory, made for each host with the inputs of the file that gives it', async () => {
    const size = { height: 2 };

    assert.deepEqual(await resolve({}), {
      inputs: [
        [
          { base: 80, port: 81, label: '80-w1', size: { ...size, width: 9 } },
          { base: 80, port: 82, label: '80-w2', size: { ...size, width: 9 } },
        ],
        ['w1', 'w2'].map(() => ({ base: 70, port: 75, label: '80', size: { ...size, width: 1 } })),
      ],
      told: [],
      tags: [['first', 'app'], ['app']],
      words: ['given', 'own'],
    });
  });

  it('takes what the command line gives over that', async () => {
    const { inputs } = (await resolve({}, { port: 88, base: 60 })) as { inputs: unknown[][] };

    assert.deepEqual(inputs[0]?.[1], { base: 60, port: 88, label: '60-w2', size: { width: 9, height: 2 } });
    assert.deepEqual(inputs[1]?.[1], { base: 60, port: 88, label: '60', size: { width: 1, height: 2 } });
  });

  it('tells where a value was given that does not fit', async () => {
    const { told } = (await resolve({ 'more/app.yml': FILES['more/app.yml'].replace('+ 5', '+ 50') })) as {
      told: string[];
    };

    assert.deepEqual(told, [
      'more/app.yml:3:24: error: input port must be 90 or less, got the number 120 (Port to serve on) [inputs/value]',
    ]);
  });

  it('tells where a value was given that cannot be made', async () => {
    const wrong = FILES['site.yml'].replace('ports[host.name]', 'ports[\\"w3\\"]');

    await assert.rejects(
      resolve({ 'site.yml': wrong }),
      /site\.yml:5:27: error: input port, as it is given here, cannot be made on w1 \(.*w3.*\) \[inputs\/given\]/,
    );
  });
});
