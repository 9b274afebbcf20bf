import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { Nature } from '../../../lib/connection/connection.ts';
import { sh } from '../../../lib/connection/sh.ts';
import { eventually } from '../../e2e/connection/eventually.ts';
import { SHELL_COMMANDS, textOf, withConnection } from '../here.ts';

/** Has files as here-documents, as it had before 5.1. */
const OLD_BASH = 'env BASH_COMPAT=5.0 bash';
const NATURES: readonly Nature[] = ['read', 'program', 'text'];

for (const shell of [...SHELL_COMMANDS, OLD_BASH]) {
  describe(`the queue of orders under ${shell}`, () => {
    it('is a fifo only where the shell makes no pipe by itself', () =>
      withConnection(shell, async (connection) => {
        const { code } = await connection.run(sh`test -p "$k3_dir/q"`, { nature: 'read' });

        assert.equal(code, shell === OLD_BASH ? 0 : 1);
      }));

    it('is open to no script, at no end', () =>
      withConnection(shell, async (connection) => {
        for (const nature of NATURES) {
          const { stdout } = await connection.run(sh`exec sh -c 'ls /proc/self/fd'`, { nature });

          // The fourth is the folder that is listed. Higher ones may come from whoever runs the specs.
          assert.deepEqual(textOf(stdout).match(/^\d$/gm), ['0', '1', '2', '3'], nature);
        }
      }));

    it('passes on many orders at once, in order', () =>
      withConnection(shell, async (connection) => {
        const numbers = Array.from({ length: 500 }, (_, i) => i);

        const outputs = await Promise.all(
          numbers.map((i) => connection.run(sh`echo ${i}`, { nature: 'read' })),
        );

        assert.deepEqual(
          outputs.map(({ stdout }) => textOf(stdout)),
          numbers.map((i) => `${i}\n`),
        );
      }));

    for (const [title, victim] of [
      ['the worker', sh`kill -9 $$`],
      ['the reader', sh`kill -9 $(pgrep -o -P $$)`],
    ] as const) {
      it(`leaves nothing behind where ${title} is killed`, () =>
        withConnection(shell, async (connection) => {
          const folder = textOf((await connection.run(sh`echo "$k3_dir"`, { nature: 'read' })).stdout).trim();
          assert.ok(existsSync(folder), folder);

          await connection.run(victim, { nature: 'read' }).catch(() => undefined);

          await eventually(`${folder} is gone`, () => !existsSync(folder));
        }));
    }
  });
}
