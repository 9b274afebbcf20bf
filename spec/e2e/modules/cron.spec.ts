import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cron } from '../../../lib/modules/cron.ts';
import { applyOnRealShell } from '../../support/real-shell.ts';
import { installSystemShells } from '../../support/shells.ts';

const NAME = 'k3play-spec';
const FILE = `/etc/cron.d/${NAME}`;

describe('the module for cron, on this machine', function () {
  this.timeout(60_000);
  const { shells, remove } = installSystemShells();

  after(() => {
    rmSync(FILE, { force: true });
    remove();
  });

  for (const shell of shells) {
    it(`keeps an entry through its life under ${shell.name}`, async () => {
      const apply = async (params: object): Promise<number> => {
        const options = { shell, root: '/etc/cron.d' };
        const { steps } = await applyOnRealShell(cron, { name: NAME, ...params }, options);
        return steps.length;
      };
      // February has no such day: the job is never due.
      const job = {
        job: `echo "it's" >/dev/null`,
        minute: 0,
        hour: 4,
        day: 30,
        month: 'feb',
        user: 'daemon',
      };

      assert.equal(await apply(job), 1);
      assert.equal(await apply({ ...job, environment: { MAILTO: '' } }), 1);
      assert.equal(await apply({ ...job, environment: { MAILTO: '' } }), 0);
      assert.match(
        readFileSync(FILE, 'utf8'),
        /\nMAILTO=""\n0 4 30 feb \* daemon echo "it's" >\/dev\/null\n$/,
      );
      assert.equal(statSync(FILE).mode & 0o777, 0o644);
      assert.equal(await apply({ state: 'absent' }), 1);
      assert.equal(await apply({ state: 'absent' }), 0);
      assert.ok(!existsSync(FILE));
    });
  }
});
