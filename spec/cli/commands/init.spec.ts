import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withFolder } from '../../support/temporary-folder.ts';

const execute = promisify(execFile);
const MAIN = join(import.meta.dirname, '../../../lib/cli/main.ts');

/** `k3play` of the sources in a folder; throws where it ends with anything but 0. */
async function k3playIn(cwd: string, ...words: readonly string[]): Promise<string> {
  const program = `import { main } from ${JSON.stringify(MAIN)}; await main(['node', 'k3play', ...process.argv.slice(1)]);`;
  const options = ['--import', import.meta.resolve('tsx/esm'), '--input-type=module', '-e', program, '--'];
  const env = { ...process.env, K3PLAY_RUNS: join(cwd, 'runs'), NODE_TEST_CONTEXT: undefined };
  return (await execute(process.execPath, [...options, ...words], { cwd, env })).stdout;
}

describe('k3play init', function () {
  this.timeout(60_000);

  it('makes a project whose playbook and tests use a module and a filter of its own', async () => {
    await withFolder(async (folder) => {
      const made = await k3playIn(folder, 'init');
      const play = ['site.yml', '-i', 'hosts.yml', '-e', `folder=${join(folder, 'kept')}`];
      const validated = await k3playIn(folder, 'validate', ...play);
      const told = await k3playIn(folder, 'run', ...play, '--check', '-e', 'greeted=[Ada, Grace]');
      const tested = await k3playIn(folder, 'test');
      const described = await k3playIn(folder, 'functions', 'enumerate');

      assert.match(made, /^10 files written\. Next:\n/);
      assert.deepEqual(await readdir(join(folder, 'filters')), ['enumerate.ts']);
      assert.match(validated, /no mistakes found/);
      assert.match(told, /Hello, Ada and Grace!/);
      assert.match(tested, /^(# fail|ℹ fail) 0$/m);
      assert.match(tested, /makes "Ada, Grace and Joan" of 3 items/);
      assert.match(described, /^enumerate: /);
    });
  });
});
