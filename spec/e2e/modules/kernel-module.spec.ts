import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { kernelModule } from '../../../lib/modules/kernel-module.ts';
import { PlanFault } from '../../../lib/modules/step.ts';
import { applyOnRealShell, planOnRealShell } from '../../support/real-shell.ts';
import { installSystemShells } from '../../support/shells.ts';

/** No kernel has it as a file. */
const name = 'printk';
const BOOT = `/etc/modules-load.d/k3play-${name}.conf`;
const OPTIONS = `/etc/modprobe.d/k3play-${name}.conf`;

describe('the module for modules of the kernel, on this machine', function () {
  this.timeout(60_000);
  const { shells, remove } = installSystemShells();

  after(() => {
    for (const file of [BOOT, OPTIONS]) rmSync(file, { force: true });
    remove();
  });

  for (const shell of shells) {
    it(`counts what is built in as loaded, and keeps its files, under ${shell.name}`, async () => {
      const apply = async (params: object) =>
        applyOnRealShell(kernelModule, { name, ...params }, { shell, root: '/etc/modprobe.d' });
      rmSync(BOOT, { force: true });

      const { steps, result } = await apply({ options: { time: 1 } });

      assert.equal(steps.length, 2);
      assert.deepEqual(result, { loaded: true, builtin: true });
      assert.equal(readFileSync(BOOT, 'utf8'), `${name}\n`);
      assert.equal(readFileSync(OPTIONS, 'utf8'), `options ${name} time=1\n`);
      assert.equal((await apply({ options: { time: 1 } })).steps.length, 0);
      assert.equal((await apply({ boot: false })).steps.length, 2);
      assert.ok(!existsSync(BOOT) && !existsSync(OPTIONS));
    });

    it(`refuses to take out what is built in under ${shell.name}`, async () => {
      const plan = await planOnRealShell(kernelModule, { name, state: 'absent' }, { shell });

      assert.ok(plan instanceof PlanFault);
    });

    it(`finds nothing to do where a module is neither there nor wanted under ${shell.name}`, async () => {
      const options = { shell, root: '/etc/modprobe.d' };
      const wanted = { name: 'k3play-none', state: 'absent' };

      assert.equal((await applyOnRealShell(kernelModule, wanted, options)).steps.length, 0);
    });
  }
});
