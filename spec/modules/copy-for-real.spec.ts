import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { copy } from '../../lib/modules/copy.ts';
import { applyOnRealShell } from '../support/real-shell.ts';
import { withShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const sumOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('copy on a real shell', () => {
  /** How a name is quoted is the same for all shells: each gets its own to try. */
  const names = { dash: "it's a file", bash: '-x', busybox: 'ü\n*', sh: 'a\tb' };

  it('places a file, replaces it, and is silent then', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const dest = join(root, names[shell.name]);

          await applyOnRealShell(copy, { content: 'one\n', dest, mode: '0640' }, { shell, root });
          chownSync(dest, 1, 1);
          await applyOnRealShell(copy, { content: 'two\n', dest }, { shell, root });
          const third = await applyOnRealShell(copy, { content: 'two\n', dest }, { shell, root });

          assert.deepEqual(third.steps, []);
          assert.equal(readFileSync(dest, 'utf8'), 'two\n');
          assert.equal(statSync(dest).mode & 0o777, 0o640);
          assert.equal(statSync(dest).uid, 1);
        });
      }
    }));

  it('copies a large file of this machine', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const bytes = Buffer.alloc(200_000, 'k3play');
          const src = { path: join(root, 'src'), size: bytes.length, sha256: sumOf(bytes) };
          writeFileSync(src.path, bytes);

          const { result } = await applyOnRealShell(copy, { src, dest: join(root, 'dest') }, { shell, root });

          assert.equal(result['sha256'], src.sha256);
          assert.deepEqual(readFileSync(join(root, 'dest')), bytes);
        });
      }
    }));

  it('replaces a link and leaves what it led to', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          mkdirSync(join(root, 'd'));
          writeFileSync(join(root, 'd/real'), 'real');
          symlinkSync('d/real', join(root, 'l'));

          await applyOnRealShell(copy, { content: 'new', dest: join(root, 'l') }, { shell, root });

          assert.ok(lstatSync(join(root, 'l')).isFile());
          assert.equal(readFileSync(join(root, 'd/real'), 'utf8'), 'real');
        });
      }
    }));

  it('changes mode and owner without touching the content', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const dest = join(root, 'x');
          writeFileSync(dest, 'same');
          chmodSync(dest, 0o777);
          const before = statSync(dest).ino;

          const params = { content: 'same', dest, mode: '0600', owner: 'daemon', group: '1' };
          const { steps } = await applyOnRealShell(copy, params, { shell, root });

          assert.deepEqual(
            steps.map(({ kind }) => kind),
            ['run', 'run'],
          );
          assert.equal(statSync(dest).ino, before);
        });
      }
    }));
});
