import assert from 'node:assert/strict';
import { Unknown } from '../../../lib/core/unknown.ts';
import { k3sInstaller } from '../../../lib/modules/k3s/installer.ts';
import { renderUnit, runsRole } from '../../../lib/modules/k3s/shared/unit-file.ts';
import { NO_UNIT } from '../../../lib/modules/shared/unit.ts';
import { describeModule } from '../../support/describe-module.ts';
import { absent, aFile, aFolder } from '../../support/path-states.ts';

const UNIT = '[Service]\nExecStart=/usr/local/bin/k3s \\\n    server \\\n\n';
const SUM = 'a'.repeat(64);
const script = { path: '/here/install.sh', size: 36_000, sha256: SUM };
const copied = { ...aFile('x', { mode: '0755' }), sha256: SUM };
const params = { role: 'server', script, sha256: SUM.toUpperCase() };
const bare = {
  file: absent,
  folder: aFolder(),
  unitFile: absent,
  unit: NO_UNIT,
  uninstall: absent,
  killall: absent,
};
const installed = {
  ...bare,
  file: copied,
  unitFile: aFile(UNIT),
  unit: { ...NO_UNIT, exists: true, enabled: 'enabled' },
  uninstall: aFile('#!/bin/sh\n', { mode: '0755' }),
  killall: aFile('#!/bin/sh\n', { mode: '0755' }),
};
const SUBJECT = 'unit and scripts of k3s.service';
const RUN =
  'env -i PATH="$PATH" HOME=/root INSTALL_K3S_SKIP_DOWNLOAD=true INSTALL_K3S_SKIP_START=true INSTALL_K3S_BIN_DIR=/usr/local/bin sh /usr/local/sbin/k3s-install.sh server </dev/null';

describeModule(k3sInstaller, {
  inSync: [
    {
      title: 'it has run',
      params,
      found: installed,
      result: { unit_file: '/etc/systemd/system/k3s.service', uninstall: '/usr/local/bin/k3s-uninstall.sh' },
    },
    {
      title: 'it will have run in this dry run',
      params,
      found: { ...installed, unitFile: { ...aFile(UNIT), content: new Unknown('later') } },
    },
  ],
  drift: [
    {
      title: 'copies the installer and runs it, without download and start',
      params,
      found: bare,
      steps: [
        {
          subject: '/usr/local/sbin/k3s-install.sh',
          from: 'absent',
          to: 'file 0755 root:root',
          put: { mode: '0755', content: 'file /here/install.sh' },
        },
        { subject: SUBJECT, from: 'absent', to: "the installer's", script: RUN },
      ],
    },
    {
      title: 'runs it over a unit with flags of its own',
      params,
      found: { ...installed, unitFile: aFile(UNIT.replace('server', 'server --disable traefik')) },
      steps: [{ subject: SUBJECT, from: 'others', to: "the installer's", script: RUN }],
      after: installed,
    },
    {
      title: 'runs it where the script to uninstall is missing',
      params: { ...params, role: 'agent' },
      found: { ...installed, unitFile: aFile(UNIT.replace('server', 'agent')), uninstall: absent },
      steps: [{ subject: 'unit and scripts of k3s-agent.service', from: 'others', to: "the installer's" }],
    },
  ],
  faults: [
    {
      title: 'a copy that is not the pinned one',
      params: { ...params, sha256: 'b'.repeat(64) },
      found: bare,
      message: /install\.sh has the sha256 a{64}, not b{64} \(look at what has changed/,
    },
    {
      title: 'a host without systemd',
      params,
      facts: { init: 'openrc' },
      found: bare,
      message: /not run by systemd/,
    },
  ],
  invalid: [{ title: 'no sum', params: { role: 'server', script }, message: /sha256/ }],
});

describe('runsRole', () => {
  const wanted = { exec: '/usr/local/bin/k3s', role: 'server' } as const;
  const cases = [
    ['our own unit', renderUnit('server', '/usr/local/bin/k3s'), true],
    ["the installer's unit", UNIT, true],
    ['quoted words', "ExecStart=/usr/local/bin/k3s \\\n\t'server' \\\n\n", true],
    ['the other role', renderUnit('agent', '/usr/local/bin/k3s'), false],
    ['a flag more', UNIT.replace('server', "server \\\n\t'--debug'"), false],
    ['another binary', UNIT.replace('/usr/local/bin', '/opt/bin'), false],
    ['no command', '[Service]\n', false],
  ] as const;
  for (const [title, text, expected] of cases) {
    it(`answers ${expected} for ${title}`, () => assert.equal(runsRole(text, wanted), expected));
  }
});
