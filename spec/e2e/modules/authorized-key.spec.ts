import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { authorizedKey } from '../../../lib/modules/authorized-key.ts';
import { user } from '../../../lib/modules/user.ts';
import { applyOnRealShell } from '../../support/real-shell.ts';
import { installSystemShells } from '../../support/shells.ts';
import { withFolder } from '../../support/temporary-folder.ts';

const NAME = 'k3playkeys';

describe('the module for keys of users, on this machine', function () {
  this.timeout(60_000);
  const { shells, remove } = installSystemShells();

  after(() => {
    spawnSync('userdel', [NAME]);
    remove();
  });

  for (const shell of shells) {
    it(`lets keys in that ssh-keygen made, and out, under ${shell.name}`, async () => {
      await withFolder(async (root) => {
        const [alice, bob] = [makeKey(root, 'alice'), makeKey(root, 'bob')];
        const home = join(root, "the user's home");
        const file = join(home, '.ssh/authorized_keys');
        const account = { name: NAME, home };
        await applyOnRealShell(user, account, { shell, root });
        const apply = async (params: object): Promise<number> => {
          const { steps } = await applyOnRealShell(authorizedKey, { user: NAME, ...params }, { shell, root });
          return steps.length;
        };

        assert.equal(await apply({ key: `${alice}\n${bob}\n` }), 2);
        assert.equal(await apply({ key: alice, options: 'from="10.0.0.0/8",no-pty' }), 1);
        assert.equal(await apply({ key: bob, state: 'absent' }), 1);
        assert.equal(await apply({ key: alice }), 0);
        assert.equal(readFileSync(file, 'utf8'), `from="10.0.0.0/8",no-pty ${alice}\n`);
        assert.deepEqual(listFingerprints(file), [fingerprintOf(join(root, 'alice.pub'))]);

        chmodSync(join(home, '.ssh'), 0o777);
        chmodSync(file, 0o666);
        assert.equal(await apply({ key: bob, exclusive: true }), 2);
        assert.equal(readFileSync(file, 'utf8'), `${bob}\n`);
        assert.equal(statSync(file).mode & 0o777, 0o600);
        assert.equal(statSync(file).uid, statSync(home).uid);
        assert.equal(statSync(join(home, '.ssh')).mode & 0o777, 0o700);
        await applyOnRealShell(user, { name: NAME, state: 'absent', remove_home: true }, { shell, root });
        assert.equal(await apply({ key: bob, state: 'absent' }), 0);
      });
    });
  }
});

function makeKey(folder: string, name: string): string {
  const words = ['-q', '-t', 'ed25519', '-N', '', '-C', `${name}@a machine`, '-f', join(folder, name)];
  assert.equal(spawnSync('ssh-keygen', words).status, 0);
  return readFileSync(join(folder, `${name}.pub`), 'utf8').trim();
}

function listFingerprints(file: string): string[] {
  const { stdout } = spawnSync('ssh-keygen', ['-l', '-f', file], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
}

function fingerprintOf(file: string): string {
  return listFingerprints(file)[0] ?? '';
}
