import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { user } from '../../../lib/modules/user.ts';
import { applyOnRealShell } from '../../support/real-shell.ts';
import { installSystemShells } from '../../support/shells.ts';
import { withFolder } from '../../support/temporary-folder.ts';

const NAME = 'k3playspec';

describe('the module for users, on this machine', function () {
  this.timeout(30_000);
  const { shells, remove } = installSystemShells();

  after(() => {
    spawnSync('userdel', [NAME]);
    remove();
  });

  for (const shell of shells) {
    it(`keeps an account through its life under ${shell.name}`, async () => {
      await withFolder(async (root) => {
        const apply = async (params: object): Promise<number> => {
          const { steps } = await applyOnRealShell(user, { name: NAME, ...params }, { shell, root });
          return steps.length;
        };
        const home = `${root}/the home`;

        assert.equal(await apply({ home, groups: ['adm'], comment: "It's a spec", uid: 54_321 }), 1);
        assert.equal(await apply({ shell: '/bin/bash', groups: 'daemon', uid: 54_322 }), 3);
        assert.deepEqual(groupsOf(NAME), ['adm', 'daemon', NAME]);
        assert.equal(await apply({ groups: [], exclusive_groups: true }), 1);
        assert.equal(await apply({ state: 'absent', remove_home: true }), 1);
      });
    });
  }
});

function groupsOf(name: string): string[] {
  return spawnSync('id', ['-nG', name]).stdout.toString().trim().split(' ').sort();
}
