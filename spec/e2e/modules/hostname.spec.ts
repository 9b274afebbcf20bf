import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostname } from '../../../lib/modules/hostname.ts';
import { applyOnRealShell } from '../../support/real-shell.ts';
import { installSystemShells, type Shell } from '../../support/shells.ts';
import { withFolder } from '../../support/temporary-folder.ts';

const FILE = '/etc/hostname';

describe('the module for the name of the host, on this machine', function () {
  this.timeout(60_000);
  const { shells, remove } = installSystemShells();
  const before = readFileSync(FILE, 'utf8');

  after(() => {
    writeFileSync(FILE, before);
    remove();
  });

  for (const shell of shells) {
    it(`names the kernel and the file under ${shell.name}`, async () => {
      writeFileSync(FILE, before);
      await withOwnName(shell, async (named, root) => {
        const apply = async (name: string): Promise<number> =>
          (await applyOnRealShell(hostname, { name }, { shell: named, root })).steps.length;

        assert.equal(await apply('k3play-spec.example.org'), 2);
        assert.equal(await apply('k3play-spec.example.org'), 0);
        assert.equal(readFileSync(FILE, 'utf8'), 'k3play-spec.example.org\n');
        writeFileSync(FILE, before);
        assert.equal(await apply('k3play-spec.example.org'), 1);
      });
    });
  }
});

/** The kernel keeps a name for each namespace: the shell gets one of its own, and the machine keeps its name. */
async function withOwnName(shell: Shell, body: (shell: Shell, root: string) => Promise<void>): Promise<void> {
  await withFolder(async (root) => {
    const namespace = join(root, 'uts');
    writeFileSync(namespace, '');
    assert.equal(spawnSync('unshare', [`--uts=${namespace}`, 'true']).status, 0);
    try {
      const command = ['/usr/bin/nsenter', `--uts=${namespace}`, ...shell.command] as const;
      await withFolder((empty) => body({ ...shell, command }, empty));
    } finally {
      spawnSync('umount', [namespace]);
    }
  });
}
