import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Output } from '../../../lib/connection/connection.ts';
import { readPath } from '../../../lib/modules/shared/path.ts';
import { runScript } from '../../support/shell-process.ts';
import { listSyntaxErrors, withShells } from '../../support/shells.ts';
import { withFolder } from '../../support/temporary-folder.ts';

const GROUP = readPath('/').together?.group;

/** One of each kind, with names and content that are hard on shells. */
function fill(root: string): readonly string[] {
  const at = (name: string): string => join(root, name);
  mkdirSync(at("a folder, it's"), { mode: 0o2750 });
  chmodSync(at("a folder, it's"), 0o2750);
  writeFileSync(at('empty'), '');
  writeFileSync(at('plain\nwith a line end'), 'text without its last line end', { mode: 0o600 });
  writeFileSync(at('-binary'), Buffer.from([0, 255, 10, 0, 13, 10, 10]));
  writeFileSync(at('just whole'), Buffer.alloc(65_536, 'w'));
  writeFileSync(at('large'), Buffer.alloc(65_537, 'l'));
  symlinkSync(at('empty'), at('link'));
  symlinkSync('nowhere\nat all\n', at('dangling'));
  execFileSync('mkfifo', [at('pipe')]);
  return [
    "a folder, it's",
    'empty',
    'absent',
    'plain\nwith a line end',
    'large',
    'link',
    '-binary',
    'dangling',
    'empty/below',
    'just whole',
    'pipe',
    'absent/below',
  ].map(at);
}

describe('paths looked at together', () => {
  it('answer as each does alone', () =>
    withShells(async (shells) => {
      await withFolder(async (root) => {
        const reads = fill(root).map(readPath);
        assert.ok(GROUP);
        const parts = reads.map(({ together }) => together?.part ?? '');
        assert.deepEqual(listSyntaxErrors(GROUP.build(parts).text), []);
        for (const shell of shells) {
          const alone = await Promise.all(reads.map(({ script }) => runScript(script.text, { shell })));

          const output = await runScript(GROUP.build(parts).text, { shell });

          assert.equal(output.code, 0, output.stderr.toString());
          const together: readonly (Output | undefined)[] = GROUP.split(output, parts.length);
          for (const [index, read] of reads.entries()) {
            const answer = together[index];
            assert.ok(answer, `${shell.name}: ${read.key} was to be asked alone`);
            assert.deepEqual(
              read.parse(answer),
              read.parse(alone[index] ?? answer),
              `${shell.name}: ${read.key}`,
            );
          }
        }
      });
    }));

  it('are asked alone where the answer is not whole, wherever it is cut', () =>
    withFolder(async (root) => {
      const paths = fill(root);
      const shell = { name: 'dash', command: ['/bin/dash'], path: process.env['PATH'] ?? '' } as const;
      assert.ok(GROUP);
      const output = await runScript(GROUP.build(paths).text, { shell });
      const cut = (length: number): Output => ({ ...output, stdout: output.stdout.subarray(0, length) });
      const { length } = output.stdout;

      for (let at = 0; at < length; at += at < 2000 ? 1 : 997) {
        assert.throws(() => GROUP.split(cut(at), paths.length), RangeError, `cut after ${at} bytes`);
      }
      assert.throws(
        () =>
          GROUP.split({ ...output, stdout: Buffer.concat([output.stdout, Buffer.from('x')]) }, paths.length),
        RangeError,
      );
    }));
});
