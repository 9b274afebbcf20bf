import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { group } from '../../../lib/modules/group.ts';
import { user } from '../../../lib/modules/user.ts';
import { applyOnRealShell } from '../../support/real-shell.ts';
import { installSystemShells } from '../../support/shells.ts';
import { withFolder } from '../../support/temporary-folder.ts';

const NAME = 'k3playgroup';

describe('the module for groups, on this machine', function () {
  this.timeout(30_000);
  const { shells, remove } = installSystemShells();

  after(() => {
    spawnSync('userdel', [NAME]);
    spawnSync('groupdel', [NAME]);
    remove();
  });

  for (const shell of shells) {
    it(`keeps a group through its life under ${shell.name}, for an account to be in`, async () => {
      await withFolder(async (root) => {
        const apply = async (params: object): Promise<number> => {
          const { steps } = await applyOnRealShell(group, { name: NAME, ...params }, { shell, root });
          return steps.length;
        };

        assert.equal(await apply({ system: true }), 1);
        assert.equal(await apply({ gid: 54_321 }), 1);
        assert.equal(await apply({ gid: 54_321 }), 0);
        assert.match(entryOf(NAME), /:54321:/);
        const account = { name: NAME, group: NAME, create_home: false };
        assert.equal((await applyOnRealShell(user, account, { shell, root })).steps.length, 1);
        await applyOnRealShell(user, { name: NAME, state: 'absent' }, { shell, root });
        await apply({ state: 'absent' });
        assert.equal(entryOf(NAME), '');
      });
    });
  }
});

function entryOf(name: string): string {
  return spawnSync('getent', ['group', name]).stdout.toString();
}
