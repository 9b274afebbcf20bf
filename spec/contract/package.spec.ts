import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { codeCacheOf, loadBundle } from '../../lib/cli/load-bundle.ts';
import { blocksOf, writeBlock } from '../support/guide-blocks.ts';
import { OWN_PROJECT } from '../support/own-project.ts';
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

const SPEC = 'spec/greeting.spec.ts';

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
      for (const [name, text] of Object.entries(OWN_PROJECT)) await writeFile(join(project, name), text);
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

  describe('init', () => {
    let project = '';
    const settled: string[] = [];

    before(async () => {
      project = join(folder, 'My project');
      settled.push('site.yml', '-i', 'hosts.yml', '-e', `folder=${join(folder, "it's greeted")}`);
      const { code, output } = await k3play('init', 'My project');
      assert.equal(code, 0, output);
    });

    async function runSpecs(...words: readonly string[]): Promise<string> {
      return run(
        process.execPath,
        ['--import', resolve('node_modules/tsx/dist/loader.mjs'), ...words, SPEC],
        project,
      );
    }

    it('replaces nothing', async () => {
      const before = await readFile(join(project, 'site.yml'), 'utf8');
      await rm(join(project, 'README.md'));

      const { code, output } = await k3play('init', 'My project');

      assert.equal(code, 3, output);
      assert.match(
        output,
        /^error: My project\/site\.yml is there already \(name another folder: .*\[cli\/init\]$/m,
      );
      assert.equal(await readFile(join(project, 'site.yml'), 'utf8'), before);
      await assert.rejects(stat(join(project, 'README.md')));
    });

    it('makes a playbook that is valid, and whose four runs are as they should be', async () => {
      const validated = await k3playIn(project, 'validate', ...settled);
      const counts: string[] = [];
      for (const flags of [['--check'], [], [], ['--check']]) {
        const { output } = await k3playIn(project, 'run', ...settled, ...flags, '--output', 'plain');
        counts.push(/^localhost : .*$/m.exec(output)?.[0] ?? output);
      }

      assert.equal(validated.code, 0, validated.output);
      const [would, done, again, silent] = counts;
      assert.equal(would, 'localhost : ok=1 changed=2 unknown=0 skipped=0 failed=0 unreachable=0');
      assert.equal(done, would);
      assert.equal(again, 'localhost : ok=3 changed=0 unknown=0 skipped=0 failed=0 unreachable=0');
      assert.equal(silent, again);
    });

    it('makes a module that the types of the package fit, as does the one of the guide', async () => {
      for (const block of blocksOf('guide/writing-a-module.md'))
        if (block.file.endsWith('.ts')) writeBlock(project, block);
      const words = ['--types', 'node', '--typeRoots', resolve('node_modules/@types')];

      await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', '.', ...words], project);

      await rm(join(project, 'spec/env-variable.spec.ts'));
    });

    it('makes a test that passes', async () => {
      const printed = await run('npm', ['test'], project);

      assert.match(printed, /^# pass 1[0-9]$/m);
      assert.match(printed, /^# fail 0$/m);
    });

    it('makes a test that node --test and mocha run too', async () => {
      const byNode = await runSpecs('--test', '--test-reporter=tap');
      const byMocha = await runSpecs(resolve('node_modules/mocha/bin/mocha.js'));

      assert.match(byNode, /^# fail 0$/m);
      assert.match(byMocha, /^ {2}1[0-9] passing/m);
    });

    it('makes a test that fails with the module', async () => {
      const file = join(project, 'modules/greeting.ts');
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace('${wanted} >', 'wrong >'));

      const { code, output } = await k3playIn(project, 'test');

      await writeFile(file, text);
      assert.equal(code, 1, output);
      assert.match(output, /not ok \d+ - for real under \w+: a new greeting/);
    });

    it('makes a test whose mistakes are told with their place', async () => {
      const { code, output } = await k3playIn(project, 'test', 'spec/broken.spec.ts', SPEC);
      await writeFile(
        join(project, 'spec/broken.spec.ts'),
        "import { greeting } from '../modules/greting.ts';\nconsole.log(greeting);\n",
      );
      const broken = await k3playIn(project, 'test');
      await rm(join(project, 'spec/broken.spec.ts'));

      assert.equal(code, 3, output);
      assert.match(output, /^error: there is no spec\/broken\.spec\.ts \[cli\/no-file\]$/m);
      assert.equal(broken.code, 3, broken.output);
      assert.match(
        broken.output,
        /^spec\/broken\.spec\.ts:1:1: error: there is no "\.\.\/modules\/greting\.ts" to import /m,
      );
    });
  });
});
