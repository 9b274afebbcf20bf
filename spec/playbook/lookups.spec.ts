import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lookUp } from '../../lib/cli/lookups/look-up.ts';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { createLookups } from '../../lib/inventory/lookups/lookups.ts';
import type { LookupRequest } from '../../lib/inventory/lookups/request.ts';
import { modules } from '../../lib/modules/index.ts';
import { loadPlaybook, type LoadedPlaybook } from '../../lib/playbook/load.ts';
import type { Compiled } from '../../lib/template/compiled.ts';
import { withEnvironment } from '../support/environment.ts';
import { withFolder, writeFiles } from '../support/temporary-folder.ts';

const ENVIRONMENT = { K3PLAY_SPEC_TEXT: '{{ text }} !cel 1', K3PLAY_SPEC_NONE: undefined };

interface Loaded {
  readonly playbook: LoadedPlaybook;
  readonly asked: readonly LookupRequest[];
}

/** Loads `play.yml` twice, as where two playbooks of a run import the same. */
async function load(files: Readonly<Record<string, string>>): Promise<Loaded> {
  let loaded: Loaded | undefined;
  await withFolder(async (folder) => {
    await writeFiles(folder, files);
    const asked: LookupRequest[] = [];
    const lookups = createLookups((request) => {
      asked.push(request);
      return lookUp(request);
    });
    const options = { modules, templateFolders: [], lookups };
    await withEnvironment(ENVIRONMENT, async () => {
      await loadPlaybook(join(folder, 'play.yml'), options);
      loaded = { playbook: await loadPlaybook(join(folder, 'play.yml'), options), asked };
    });
  });
  assert.ok(loaded);
  return loaded;
}

function render(vars: Readonly<Record<string, Compiled>> = {}): unknown {
  return Object.fromEntries(Object.entries(vars).map(([name, compiled]) => [name, compiled.render({})]));
}

async function tellFaults(play: string): Promise<readonly string[]> {
  let told: readonly string[] = [];
  await assert.rejects(load({ 'play.yml': play }), (error: unknown) => {
    assert.ok(error instanceof DiagnosticsError);
    told = error.diagnostics.map(({ span, code }) => `${span?.line}:${span?.column} ${code}`);
    return true;
  });
  return told;
}

describe('a playbook that looks values up', () => {
  it('has them as data in the variables of plays, blocks, tasks, files and roles, each looked up once', async () => {
    const { playbook, asked } = await load({
      'play.yml': `
- hosts: web
  gather_facts: false
  vars_files: [more/vars.yml]
  vars: { a: !env K3PLAY_SPEC_TEXT, b: { c: [!file more/text] } }
  roles: [app]
  tasks:
    - vars: { d: !command [cat, more/text] }
      block:
        - debug: { message: "{{ a }}" }
          vars: { e: !env K3PLAY_SPEC_TEXT, f: "{{ a }}" }
`,
      'more/vars.yml': 'g: !file text',
      'more/text': '{{ of a file }}\n',
      'roles/app/vars/main.yml': 'h: !file ../../../more/text',
      'roles/app/defaults/main.yml': 'i: !env K3PLAY_SPEC_TEXT',
      'roles/app/tasks/main.yml': '- debug: { message: "{{ h }}{{ i }}" }',
    });

    const [play] = playbook.plays;
    const text = ENVIRONMENT.K3PLAY_SPEC_TEXT;
    assert.deepEqual(render(play?.vars), { a: text, b: { c: ['{{ of a file }}'] }, g: '{{ of a file }}' });
    const task = play?.tasks.at(-1);
    const own = Object.fromEntries(Object.entries(task?.vars ?? {}).filter(([name]) => name !== 'f'));
    assert.deepEqual(render(own), { d: '{{ of a file }}', e: text });
    assert.equal(asked.length, 7);
  });

  it('is told of all that is missing, and of lookups that are no variables', async () => {
    const told = await tellFaults(`
- hosts: !env HOSTS
  gather_facts: false
  vars:
    a: !env K3PLAY_SPEC_NONE
    b: !file none
  vars_prompt: !file x
  tasks:
    - copy: { content: !file x, dest: /tmp/x }
      when: !env X
    - debug: { message: "{{ a }}" }
      vars: !file { path: x, parse: yaml }
`);

    assert.deepEqual(
      told.filter((line) => line.includes('lookup/')),
      [
        '2:15 lookup/place',
        '5:13 lookup/not-set',
        '6:14 lookup/not-found',
        '7:22 lookup/place',
        '9:30 lookup/place',
        '10:18 lookup/place',
        '12:19 lookup/place',
      ],
    );
    assert.deepEqual(
      told.filter((line) => /^(2:15|9:30|10:18|12:19) playbook/.test(line)),
      [],
    );
  });

  it('is read without looking anything up where nobody may', async () => {
    await withFolder(async (folder) => {
      const play = join(folder, 'play.yml');
      const vars = '{ a: !command [touch, made], b: !env { name: K3PLAY_SPEC_NONE, nonsense: 1 } }';
      await writeFiles(folder, {
        'play.yml': `[{ hosts: web, gather_facts: false, tasks: [], vars: ${vars} }]`,
      });

      const { plays } = await loadPlaybook(play, { modules, templateFolders: [] });

      assert.deepEqual(render(plays[0]?.vars), { a: null, b: null });
      assert.deepEqual(await readdir(folder), ['play.yml']);
    });
  });

  it('looks nothing up in the schema of an input', async () => {
    const told = await tellFaults(`
inputs: { vars: { type: string, default: !env K3PLAY_SPEC_TEXT } }
plays: [{ hosts: web, gather_facts: false, tasks: [{ debug: { message: "{{ inputs.vars }}" } }] }]
`);

    assert.deepEqual(told, ['2:47 lookup/place']);
  });
});
