import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeCacheOf, loadBundle } from '../../lib/cli/load-bundle.ts';
import { withFolder } from '../support/temporary-folder.ts';

const execute = promisify(execFile);

/** What a program prints on its standard output belongs to its failure: tsc tells its errors there. */
async function run(program: string, words: readonly string[], cwd: string): Promise<string> {
  try {
    return (await execute(program, words, { cwd, maxBuffer: 1e7 })).stdout;
  } catch (error) {
    const { message, stdout } = error as { message: string; stdout: string };
    throw new Error(`${message}\n${stdout}`, { cause: error });
  }
}

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

/** A project with a module in TypeScript, on this machine. */
const OWN: Readonly<Record<string, string>> = {
  'hosts.yml':
    'groups: { all-of-them: { hosts: { h: { address: 127.0.0.1, connection: { type: local } } } } }\n',
  'site.yml': `- name: Notes
  hosts: h
  gather_facts: false
  vars: { canary: canary }
  tasks:
    - { name: Note, note: { path: "{{ folder }}/note", text: "{{ canary }}" }, register: kept }
    - { name: Tell, debug: { message: "{{ kept.length }}" } }
`,
  'modules/note.ts': `import { change, defineModule, hostRead, predict, run, Secret, sh, t, Unknown } from 'k3play';
import type { HostRead } from 'k3play';

function noteAt(path: string): HostRead<string> {
  return hostRead({ key: \`note:\${path}\`, script: sh\`cat \${path} 2>/dev/null || :\`, parse: ({ stdout }) => stdout.toString() });
}

export const note = defineModule({
  name: 'note',
  summary: 'Keeps a secret note.',
  withoutFacts: true,
  params: t.Object({ path: t.Path({ description: 'Where.' }), text: t.Secret({ description: 'What.' }) }),
  result: t.Object({ length: t.Integer({ description: 'Characters.' }) }),
  examples: [],
  reads: ({ params }) => ({ note: noteAt(params.path) }),
  plan({ params, found }) {
    if (!(params.text instanceof Secret)) throw new TypeError('the param is no Secret');
    if (found.note === params.text.reveal()) return [];
    return [
      run({
        change: change('note', null, params.text),
        script: sh\`cat >\${params.path}\`,
        stdin: params.text,
        predicts: [predict(noteAt(params.path), params.text.reveal())],
      }),
    ];
  },
  output: ({ found, pending }) => ({ length: pending ? new Unknown('the note is not there yet') : found.note.length }),
});
`,
};

describe('the package', function () {
  let folder = '';
  let packed: Packed;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3play-package-'));
    const printed = await run('npm', ['pack', '--json', '--pack-destination', folder], process.cwd());
    // What `prepare` prints stands before the JSON.
    const [first] = JSON.parse(printed.slice(printed.indexOf('[\n'))) as Packed[];
    assert.ok(first);
    packed = first;
    await run('npm', ['init', '--yes'], folder);
    const tarball = join(folder, packed.filename);
    await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], folder);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  async function k3play(...words: readonly string[]): Promise<{ code: number; output: string }> {
    return k3playIn(folder, ...words);
  }

  async function k3playIn(
    cwd: string,
    ...words: readonly string[]
  ): Promise<{ code: number; output: string }> {
    try {
      const { stdout, stderr } = await execute(join(folder, 'node_modules/.bin/k3play'), words, { cwd });
      return { code: 0, output: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, output: stdout + stderr };
    }
  }

  it('carries what it needs and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);

    for (const path of [
      'LICENSE',
      'README.md',
      'CHANGELOG.md',
      'package.json',
      'dist/index.js',
      'dist/index.d.ts',
    ]) {
      assert.ok(paths.includes(path), path);
    }
    const strange = paths.filter(
      (path) => !/^(dist|playbooks|templates|inventory|docs)\/|^[A-Z]+(\.md)?$|^package\.json$/.test(path),
    );
    assert.deepEqual(strange, []);
    assert.ok(packed.size < 10e6, `${packed.size} bytes`);
  });

  it('carries what V8 compiled, and does without', async () => {
    const bundle = join(folder, 'node_modules/k3play/dist/k3play.cjs');
    const cache = await readFile(codeCacheOf(bundle));

    assert.equal(loadBundle(bundle).script.cachedDataRejected, false);
    await writeFile(codeCacheOf(bundle), 'of another version of Node');
    assert.equal((await k3play('--version')).code, 0);
    await rm(codeCacheOf(bundle));
    assert.equal((await k3play('--version')).code, 0);
    await writeFile(codeCacheOf(bundle), cache);
  });

  it('installs a command that says its version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };

    const { code, output } = await k3play('--version');

    assert.equal(code, 0, output);
    assert.ok(output.includes(version), output);
    assert.ok((await stat(join(folder, 'node_modules/k3play/dist/cli/main.js'))).mode & 0o100);
  });

  for (const playbook of ['ha.yml', 'datastore.yml', 'servers.yml', 'registration.yml', 'agents.yml']) {
    it(`finds the bundled ${playbook} and has nothing to say against it`, async () => {
      const { code, output } = await k3play('validate', playbook);

      assert.equal(code, 0, output);
    });
  }

  it('lets modules of the user be written with what it exports', async () => {
    const program = `const { defineModule, t } = await import('k3play'); console.log(typeof defineModule, typeof t.Object);`;

    const stdout = await run(process.execPath, ['--input-type=module', '-e', program], folder);

    assert.equal(stdout.trim(), 'function function');
  });

  it('loads modules of the user from where it is not installed, with its own classes', () =>
    withFolder(async (project) => {
      await mkdir(join(project, 'modules'));
      for (const [name, text] of Object.entries(OWN)) await writeFile(join(project, name), text);
      const run = [
        'run',
        'site.yml',
        '-i',
        'hosts.yml',
        '-e',
        `folder=${project}`,
        '--output',
        'plain',
        '--diff',
      ];

      const listed = await k3playIn(project, 'modules');
      const check = await k3playIn(project, ...run, '--check');
      const first = await k3playIn(project, ...run);
      const second = await k3playIn(project, ...run);

      assert.match(listed.output, /^note +Keeps a secret note\. \(modules\/note\.ts\)$/m);
      // The Secret of the playbook is the one that the module asks for, and its Unknown is one to the engine.
      assert.match(check.output, /^ {4}note: \(none\) → \*{8}$/m);
      assert.match(check.output, /h · \(unknown: the note is not there yet\)$/m);
      assert.match(check.output, /^h : ok=1 changed=1 unknown=0 /m);
      assert.match(first.output, /^h : ok=1 changed=1 unknown=0 .* failed=0/m);
      assert.match(second.output, /^h : ok=2 changed=0 unknown=0 .* failed=0/m);
      assert.equal(await readFile(join(project, 'note'), 'utf8'), 'canary');
      assert.doesNotMatch(check.output + first.output + second.output, /canary/);
    }));
});
