import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execCommand } from '../../../lib/cli/commands/exec.ts';
import { execModule, type ExecModuleFlags } from '../../../lib/cli/commands/exec-module.ts';
import { DiagnosticsError, describeDiagnostic } from '../../../lib/core/diagnostic.ts';
import { OWN_PROJECT } from '../../support/own-project.ts';
import { tellCommand, withCommands, type CommandPlace, type Told } from '../../support/command-here.ts';

const hosts = ['w1', 'w2'];

function flagsOf({ inventory }: CommandPlace, flags: Partial<ExecModuleFlags>): ExecModuleFlags {
  return { inventory: [inventory], concurrency: 10, check: false, diff: false, ...flags };
}

/** `k3play exec web -m MODULE WORD…`, and the flags. */
function doTask(
  place: CommandPlace,
  [module = '', ...words]: readonly string[],
  flags: Partial<ExecModuleFlags> & { readonly pattern?: string } = {},
): Promise<Told> {
  const { pattern = 'web', ...others } = flags;
  const task = { pattern, module, words, become: false };
  return tellCommand((surroundings) => execModule(task, flagsOf(place, others), surroundings));
}

async function faultsOf(job: Promise<unknown>): Promise<readonly string[]> {
  try {
    await job;
  } catch (error) {
    if (error instanceof DiagnosticsError) return error.diagnostics.map(describeDiagnostic);
    throw error;
  }
  return [];
}

/** In the folder of the place, which is where modules of one's own are looked for. */
async function inFolder<T>({ folder }: CommandPlace, job: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return await job();
  } finally {
    process.chdir(before);
  }
}

describe('k3play exec -m', function () {
  this.timeout(60_000);

  it('does one task: a dry run foretells it, a run does it, a second run does nothing', async () => {
    await withCommands({ hosts, tasks: '' }, async (place) => {
      const words = ['file', 'path={{ at }}/made', 'state=directory', 'mode=0750'];
      const checked = await doTask(place, words, { check: true });
      assert.ok(!existsSync(join(place.host, 'w1', 'made')));
      const first = await doTask(place, words);
      const second = await doTask(place, words);

      assert.equal((await stat(join(place.host, 'w2', 'made'))).mode & 0o7777, 0o750);
      assert.match(checked.text, /^CHECK MODE: nothing is touched\n {2}would change: w[12]\n/);
      assert.match(checked.text, /\nchecked 2 hosts in \S+ s: 2 would change; nothing was touched\n$/);
      assert.match(
        first.text,
        / {2}changed: w1\n {4}\S+\/w1\/made: absent → directory 0750\n {4}path: \S+\/w1\/made\n {4}kind: directory\n {4}mode: "0750"\n/,
      );
      assert.match(second.text, /\ndone on 2 hosts in \S+ s: 0 changes\n$/);
      assert.deepEqual([checked.code, first.code, second.code], [0, 0, 0]);
    });
  });

  it('shows the text of changes with --diff', async () => {
    await withCommands({ hosts, tasks: '' }, async (place) => {
      const words = ['copy', 'content=hello\n', 'dest={{ at }}/hello'];
      const { text } = await doTask(place, words, { diff: true, pattern: 'w1' });

      assert.match(text, /\n +\+hello\n/);
      assert.equal(await readFile(join(place.host, 'w1', 'hello'), 'utf8'), 'hello\n');
    });
  });

  it('tells a failure once, with the fields of the result, and ends with 2', async () => {
    await withCommands({ hosts, tasks: '' }, async (place) => {
      const { code, text } = await doTask(place, ['shell', 'script=echo it; exit 3'], { pattern: 'w1' });

      assert.equal(code, 2);
      assert.match(text, /^ {2}failed: w1\n {4}exit code 3: it\n {4}rc: 3\n {4}stdout: it\n/);
      assert.equal(text.split('exit code 3').length, 2, text);
    });
  });

  it('prints events for programs with --output json', async () => {
    await withCommands({ hosts, tasks: '' }, async (place) => {
      const { text } = await doTask(place, ['stat', 'path={{ at }}'], { output: 'json' });
      const events = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);

      assert.equal(events.filter(({ event }) => event === 'task-ended').length, 2);
      assert.equal(events.at(-1)?.['event'], 'run-ended');
      assert.equal(events.at(-1)?.['exitCode'], 0);
    });
  });

  it('masks what is secret', async () => {
    await withCommands({ hosts, tasks: '' }, async (place) => {
      const secret = join(place.folder, 'secret.txt');
      await writeFile(secret, 'canary-of-exec');
      const inventory = await readFile(place.inventory, 'utf8');
      await writeFile(
        place.inventory,
        `${inventory}vars: { token: !file { path: ${secret}, secret: true } }\n`,
      );
      const { text } = await doTask(place, ['shell', 'script=echo {{ token }}; cat', 'stdin={{ token }}'], {
        pattern: 'w1',
      });

      assert.match(text, /stdout: /);
      assert.ok(!text.includes('canary-of-exec'), text);
      assert.match(text, /\*{8}/);
    });
  });

  it("takes modules of one's own from the folder one is in", async () => {
    await withCommands({ hosts, tasks: '' }, async (place) => {
      await mkdir(join(place.folder, 'modules'));
      await writeFile(join(place.folder, 'modules/note.ts'), OWN_PROJECT['modules/note.ts'] ?? '');
      const words = ['note', `path={{ at }}/note`, 'text=hunter-two'];
      const { code, text } = await inFolder(place, () => doTask(place, words, { pattern: 'w1' }));

      assert.equal(code, 0);
      assert.equal(
        text.replace(/in \S+ s/, 'in N s'),
        '  changed: w1\n    note: (none) → ********\n    length: 10\n\ndone on 1 host in N s: 1 change\n',
      );
      assert.equal(await readFile(join(place.host, 'w1', 'note'), 'utf8'), 'hunter-two');
    });
  });

  it('tells all mistakes at their words, before anything is touched', async () => {
    await withCommands({ hosts, tasks: '' }, async (place) => {
      const words = ['file', 'path=made', 'mdoe=0644', 'state=foo', 'owner={{ ownr }}'];

      assert.deepEqual(await faultsOf(doTask(place, words, { pattern: 'wbe' })), [
        'wbe:1:1: error: no group or host is called "wbe" (did you mean "web"?) [inventory/unknown-name]',
        'mdoe=…:1:1: error: file: unknown key "mdoe" (did you mean "mode"?) [playbook/unknown-param]',
        'path=…:1:6: error: file: "path" must be an absolute path, such as /etc/app, got "made" [playbook/param]',
        'state=…:1:7: error: file: "state" must be "file", "directory", "link", "absent" or "touch", got "foo" [playbook/param]',
        'owner=…:1:10: error: "ownr" is not defined (no input, variable, inventory or earlier task makes it; used by the task of exec:1) [playbook/undefined]',
      ]);
      assert.deepEqual(await faultsOf(doTask(place, ['sevice', 'name=x'])), [
        '-m sevice:1:1: error: module "sevice" does not exist (did you mean "service"?) [playbook/unknown-module]',
      ]);
      assert.deepEqual(await faultsOf(doTask(place, ['file', 'state=directory'])), [
        '-m file:1:1: error: file: "path" is missing [playbook/param]',
      ]);
    });
  });
});

describe('k3play exec', () => {
  const flags = { inventory: ['none.yml'], concurrency: 1, become: false, check: false, diff: false };

  it('wants a command or a module', async () => {
    assert.deepEqual(await faultsOf(execCommand('all', [], flags)), [
      'error: there is nothing to run (write -- COMMAND, or -m MODULE NAME=VALUE) [cli/exec]',
    ]);
  });

  for (const [flag, given] of [
    ['--check', { check: true }],
    ['--diff', { diff: true }],
    ['--output', { output: 'json' }],
  ] as const) {
    it(`refuses ${flag} beside a command, which it would run`, async () => {
      assert.deepEqual(await faultsOf(execCommand('all', ['true'], { ...flags, ...given })), [
        `error: ${flag} is for a module: what a command changes is not known (name one by -m, such as -m command) [cli/exec]`,
      ]);
    });
  }
});
