import assert from 'node:assert/strict';
import { SourceFiles } from '../../lib/connection/transfer/source-files.ts';
import { reboot } from '../../lib/modules/reboot.ts';
import { readBoot, readBootHere, readRebootRequired } from '../../lib/modules/shared/boot.ts';
import { describeModule } from '../support/describe-module.ts';
import { installSystemShells } from '../support/shells.ts';
import { ask } from '../support/step-taking.ts';

const SYSTEMD = `if [ -d /run/systemd/system ]; then systemctl reboot
elif command -v shutdown >/dev/null; then shutdown -r now
else reboot
fi`;
const found = { boot: 'one', here: 'mine' };

describeModule(reboot, {
  inSync: [
    {
      title: 'nothing needs it',
      params: { if: 'required' },
      found: { ...found, required: false },
      result: { rebooted: false, boot: 'one' },
    },
  ],
  drift: [
    {
      title: 'each time',
      params: {},
      found,
      steps: [{ subject: 'the host', from: 'running', to: 'rebooted', script: SYSTEMD }],
      after: { ...found, boot: 'two' },
    },
    {
      title: 'what was installed needs it, and users are told',
      params: { if: 'required', message: "it's time" },
      found: { ...found, required: true },
      steps: [
        {
          subject: 'the host',
          from: 'running',
          to: 'rebooted',
          script: `! command -v wall >/dev/null || wall 'it'\\''s time' 2>/dev/null || :\n${SYSTEMD}`,
        },
      ],
      after: { boot: 'two', here: 'mine', required: false },
    },
  ],
  faults: [
    {
      title: 'the machine k3play runs on',
      params: {},
      found: { boot: 'mine', here: 'mine' },
      message: /machine that k3play runs on/,
    },
    {
      title: 'no id of the boot',
      params: {},
      found: { boot: '', here: '' },
      message: /does not tell which boot/,
    },
  ],
  invalid: [
    { title: 'another time', params: { if: 'never' }, message: /if/ },
    { title: 'no time at all', params: { timeout: 0 }, message: /timeout/ },
  ],
});

describe('reads of a boot', () => {
  it('find the same id on this machine from within and without, under each shell', async () => {
    const { shells, remove } = installSystemShells();
    try {
      const here = await readBootHere().ask(new AbortController().signal, new SourceFiles());
      assert.match(here, /^[0-9a-f-]{36}$/);
      for (const shell of shells) {
        assert.equal(await ask(readBoot(), shell), here, shell.name);
        assert.equal(typeof (await ask(readRebootRequired(), shell)), 'boolean');
      }
    } finally {
      remove();
    }
  });
});
