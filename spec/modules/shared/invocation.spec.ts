import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../../lib/core/secret.ts';
import { buildInvocation, NO_FOLDER } from '../../../lib/modules/shared/invocation.ts';
import { runScript } from '../../support/shell-process.ts';
import { listSyntaxErrors, withShells } from '../../support/shells.ts';
import { withFolder } from '../../support/temporary-folder.ts';

const CANARY = `c4n4ry "it's" \\n $HOME \`id\``;

describe('buildInvocation', () => {
  it('runs the text in its folder, with its variables and its input', () =>
    withShells(async (shells) => {
      await withFolder(async (root) => {
        const chdir = join(root, "it's a folder");
        mkdirSync(chdir);
        for (const shell of shells) {
          const { script, stdin } = buildInvocation('pwd; printf "%s\\n" "$WORD"; cat', {
            chdir,
            env: { WORD: CANARY },
            stdin: 'in\nput',
          });

          const output = await runScript(script.text, { shell, stdin });

          assert.equal(output.stdout.toString(), `${chdir}\n${CANARY}\nin\nput`, shell.name);
        }
      });
    }));

  for (const [title, text, env] of [
    ['the text', new Secret(`printf '%s\n' '${CANARY.replaceAll("'", `'\\''`)}'\n\ncat`), {}],
    ['a variable', 'printf "%s\\n" "$WORD"\n\ncat', { WORD: new Secret(CANARY) }],
  ] as const) {
    it(`keeps a secret in ${title} out of the script`, () =>
      withShells(async (shells) => {
        for (const shell of shells) {
          const invocation = buildInvocation(text, { env, stdin: 'in\nput' });

          const output = await runScript(invocation.script.text, { shell, stdin: invocation.stdin });

          assert.equal(output.stdout.toString(), `${CANARY}\nin\nput`, shell.name);
          assert.doesNotMatch(invocation.script.text, /c4n4ry/);
          assert.doesNotMatch(invocation.digest(), /c4n4ry/);
          assert.ok(invocation.stdin instanceof Secret);
          assert.deepEqual(listSyntaxErrors(invocation.script.text), []);
        }
      }));
  }

  it('lets a secret text exit as it likes', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        const { script, stdin } = buildInvocation(new Secret('exit 7'), {});

        assert.equal((await runScript(script.text, { shell, stdin })).code, 7);
      }
    }));

  it('ends with a code of its own where there is no such folder', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        const { script } = buildInvocation('echo here', { chdir: '/no/such/folder' });
        const output = await runScript(script.text, { shell });

        assert.equal(output.code, NO_FOLDER);
        assert.equal(output.stdout.toString(), '');
      }
    }));

  it('tells invocations apart by all that is in them', () => {
    const digests = [
      buildInvocation('a', {}),
      buildInvocation('b', {}),
      buildInvocation('a', { chdir: '/' }),
      buildInvocation('a', { env: { A: '1' } }),
      buildInvocation('a', { stdin: 'x' }),
      buildInvocation('a', { stdin: '' }),
    ].map(({ digest }) => digest());

    assert.equal(new Set(digests).size, 5);
    assert.equal(buildInvocation(new Secret('a'), {}).digest(), digests[0]);
  });
});
