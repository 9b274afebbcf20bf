import assert from 'node:assert/strict';
import { existsSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { timezone } from '../../../lib/modules/timezone.ts';
import { applyOnRealShell } from '../../support/real-shell.ts';
import { installSystemShells } from '../../support/shells.ts';
import { withFolder } from '../../support/temporary-folder.ts';

const LINK = '/etc/localtime';
const FILE = '/etc/timezone';

describe('the module for the time zone, on this machine', function () {
  this.timeout(60_000);
  const { shells, remove } = installSystemShells();
  const target = readlinkSync(LINK);
  const name = existsSync(FILE) ? readFileSync(FILE) : undefined;

  function restore(): void {
    rmSync(LINK, { force: true });
    symlinkSync(target, LINK);
    if (name) writeFileSync(FILE, name);
    else rmSync(FILE, { force: true });
  }

  after(() => {
    restore();
    remove();
  });

  for (const shell of shells) {
    it(`sets the link and the name under ${shell.name}`, async () => {
      await withFolder(async (root) => {
        writeFileSync(FILE, 'Etc/UTC\n');
        // Of the same time as UTC, for whoever else is at work here.
        const apply = async (zone: string): Promise<number> =>
          (await applyOnRealShell(timezone, { name: zone }, { shell, root })).steps.length;

        assert.equal(await apply('Etc/Zulu'), 2);
        assert.equal(await apply('Etc/Zulu'), 0);
        assert.equal(readlinkSync(LINK), '/usr/share/zoneinfo/Etc/Zulu');
        assert.equal(readFileSync(FILE, 'utf8'), 'Etc/Zulu\n');
        rmSync(FILE);
        assert.equal(await apply('Etc/Greenwich'), 1);
        restore();
      });
    });
  }
});
