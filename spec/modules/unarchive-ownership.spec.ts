import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { unarchive } from '../../lib/modules/unarchive.ts';
import { makeArchive } from '../support/archives.ts';
import { applyOnRealShell } from '../support/real-shell.ts';
import { withShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

describe('unarchive with an owner and a mode, on a real shell', function () {
  this.timeout(60_000);

  it('gives what it unpacked its owner and mode, and nothing else, again where that changed since', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        for (const end of ['tar.gz', 'zip']) {
          await withFolder(async (root) => {
            const into = join(root, "it's here");
            mkdirSync(join(into, 'top'), { recursive: true });
            writeFileSync(join(into, 'top/own'), '', { mode: 0o600 });
            const asked = { dest: into, owner: '1', group: '2', mode: '0640' };
            const modeOf = (name: string): string => {
              const { uid, gid, mode } = statSync(join(into, name));
              return `${uid}:${gid} ${(mode & 0o777).toString(8)}`;
            };

            for (const text of ['one\n', 'two\n']) {
              const params = { src: makeArchive(root, { end, text }), ...asked };
              await applyOnRealShell(unarchive, params, { shell, root });

              assert.equal(readFileSync(join(into, 'top/a file'), 'utf8'), text);
              assert.deepEqual(['top', 'top/a file', 'top/bin', 'top/own'].map(modeOf), [
                '1:2 750',
                '1:2 640',
                '1:2 750',
                '0:0 600',
              ]);
              assert.equal(modeOf('top/bin/run'), end === 'zip' ? '1:2 640' : '1:2 750');
              assert.deepEqual(readdirSync(into), ['.k3play-unarchive', '.k3play-unarchive.list', 'top']);

              chmodSync(join(into, 'top/a file'), 0o777);
              const again = await applyOnRealShell(unarchive, params, { shell, root });

              assert.equal(again.steps.length, 1);
              assert.equal(modeOf('top/a file'), '1:2 750');
            }
          });
        }
      }
    }));

  it('follows no link that its owner has since put in the place of a folder', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const [into, outside] = [join(root, 'into'), join(root, 'outside')];
          for (const folder of [into, outside]) mkdirSync(folder);
          writeFileSync(join(outside, 'run'), '', { mode: 0o600 });
          const params = { src: makeArchive(root, { end: 'tar', text: 'x' }), dest: into, owner: '1' };
          await applyOnRealShell(unarchive, { ...params, mode: '0644' }, { shell, root });
          rmSync(join(into, 'top/bin'), { recursive: true });
          symlinkSync(outside, join(into, 'top/bin'));

          await applyOnRealShell(unarchive, { ...params, mode: '0640' }, { shell, root });

          const { uid, mode } = statSync(join(outside, 'run'));
          assert.deepEqual([uid, mode & 0o777], [0, 0o600]);
          assert.equal(statSync(outside).uid, 0);
        });
      }
    }));

  it('ends what could not be put in its place once that can be', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const into = join(root, 'into');
          mkdirSync(join(into, 'top/a file'), { recursive: true });
          const params = { src: makeArchive(root, { end: 'tar', text: 'x' }), dest: into, mode: '0644' };

          await assert.rejects(
            applyOnRealShell(unarchive, params, { shell, root }),
            /a file is a folder on the host, and none in the archive/,
          );

          assert.deepEqual(readdirSync(into).sort(), ['.k3play-unarchive.list.new', 'top']);

          rmdirSync(join(into, 'top/a file'));
          await applyOnRealShell(unarchive, params, { shell, root });

          assert.deepEqual(readdirSync(into).sort(), ['.k3play-unarchive', '.k3play-unarchive.list', 'top']);
        });
      }
    }));
});
