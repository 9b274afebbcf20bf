import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sysctl } from '../../../lib/modules/sysctl.ts';
import { applyOnRealShell, planOnRealShell } from '../../support/real-shell.ts';
import { installSystemShells } from '../../support/shells.ts';
import { withFolder } from '../../support/temporary-folder.ts';

const LEVELS = '/proc/sys/kernel/printk';

describe('the module for settings of the kernel, on this machine', function () {
  this.timeout(60_000);
  const { shells, remove } = installSystemShells();
  const before = readFileSync(LEVELS, 'utf8');

  after(() => {
    writeFileSync(LEVELS, before);
    remove();
  });

  for (const shell of shells) {
    it(`sets what the kernel and a file have otherwise, under ${shell.name}`, async () => {
      await withFolder(async (root) => {
        const file = join(root, "it's a file");
        writeFileSync(LEVELS, before);
        const apply = async (params: object): Promise<number> => {
          const setting = { name: 'kernel.printk', file, ...params };
          return (await applyOnRealShell(sysctl, setting, { shell, root })).steps.length;
        };

        assert.equal(await apply({ value: '3 4  1 7' }), 2);
        assert.equal(await apply({ value: '3 4 1 7' }), 0);
        writeFileSync(LEVELS, before);
        assert.equal(await apply({ value: '3 4 1 7' }), 1);
        assert.match(readFileSync(LEVELS, 'utf8'), /^3\t4\t1\t7\n$/);
        assert.equal(readFileSync(file, 'utf8'), 'kernel.printk = 3 4 1 7\n');
        assert.equal(await apply({ state: 'absent' }), 1);
        assert.equal(readFileSync(file, 'utf8'), '');
      });
    });

    it(`names the nearest setting that the kernel has, under ${shell.name}`, async () => {
      const plan = await planOnRealShell(sysctl, { name: 'vm.swapiness', value: 1 }, { shell });

      assert.match(JSON.stringify(plan), /did you mean \\"vm\.swappiness\\"/);
    });
  }
});
