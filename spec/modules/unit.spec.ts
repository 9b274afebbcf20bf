import { Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { NO_UNIT } from '../../lib/modules/shared/unit.ts';
import { unit } from '../../lib/modules/unit.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder, shownSum } from '../support/path-states.ts';

const path = '/etc/systemd/system/web.service';
const TEXT =
  '[Unit]\nDescription=The web\n\n[Service]\nExecStart=/usr/bin/web --all\n\n[Install]\nWantedBy=multi-user.target\n';
const sections = {
  Unit: { Description: 'The web' },
  Service: { ExecStart: '/usr/bin/web --all' },
  Install: { WantedBy: 'multi-user.target' },
};
const folders = { '/etc': aFolder(), '/etc/systemd': aFolder(), '/etc/systemd/system': aFolder() };
const base = {
  ...folders,
  '/usr/lib/systemd/system/web.service': absent,
  '/lib/systemd/system/web.service': absent,
  unit: NO_UNIT,
};
const none = { ...base, [path]: absent };
const running = { ...NO_UNIT, exists: true, active: 'active', enabled: 'enabled' };
const reload = {
  subject: "systemd's reading of web.service",
  from: 'older than its files',
  to: 'current',
  script: 'systemctl daemon-reload',
};
const PART = '/etc/systemd/system/web.service.d/10-more.conf';

describeModule(unit, {
  inSync: [
    {
      title: 'the file is there',
      params: { name: 'web', sections },
      found: { ...none, [path]: aFile(TEXT), unit: running },
      result: { name: 'web.service', path, exists: true, sha256: aFile(TEXT).sha256 },
    },
    {
      title: 'not there, and not wanted',
      params: { name: 'web', state: 'absent' },
      found: none,
      result: { name: 'web.service', path, exists: false, sha256: '' },
    },
    {
      title: 'not there, and not wanted, where a package brings one that runs',
      params: { name: 'web.service', state: 'absent' },
      found: { ...none, '/usr/lib/systemd/system/web.service': aFile('x'), unit: running },
    },
  ],
  drift: [
    {
      title: 'a new unit',
      params: { name: 'web', sections, verify: false },
      found: none,
      steps: [
        { subject: path, from: 'absent', to: 'file 0644', put: { content: TEXT, mode: '0644' } },
        reload,
      ],
    },
    {
      title: 'a template, of which nothing runs itself',
      params: { name: 'web@', content: '[Service]\nType=oneshot\n', verify: false },
      found: {
        ...folders,
        '/usr/lib/systemd/system/web@.service': absent,
        '/lib/systemd/system/web@.service': absent,
        '/etc/systemd/system/web@.service': absent,
        unit: NO_UNIT,
      },
      steps: [
        { subject: '/etc/systemd/system/web@.service', from: 'absent', to: 'file 0644' },
        { ...reload, subject: "systemd's reading of web@.service" },
      ],
      after: {
        ...folders,
        '/usr/lib/systemd/system/web@.service': absent,
        '/lib/systemd/system/web@.service': absent,
        '/etc/systemd/system/web@.service': aFile('[Service]\nType=oneshot\n'),
        unit: { ...NO_UNIT, exists: true },
      },
    },
    {
      title: 'one whose text is secret',
      params: { name: 'web', content: new Secret('[Service]\nType=oneshot\n') },
      found: none,
      steps: [{ subject: path, from: 'absent', to: 'file 0600' }, reload],
    },
    {
      title: 'another text, as a list and over several lines',
      params: {
        name: 'web',
        sections: { Service: { ExecStart: ['', '/usr/bin/web\n--all'], Nice: 5, PrivateTmp: true } },
        verify: false,
      },
      found: { ...none, [path]: aFile(TEXT), unit: running },
      steps: [
        {
          subject: `content of ${path}`,
          from: shownSum(TEXT),
          to: shownSum(
            '[Service]\nExecStart=\nExecStart=/usr/bin/web \\\n  --all\nNice=5\nPrivateTmp=true\n',
          ),
        },
        reload,
      ],
    },
    {
      title: 'a text that is not known',
      params: { name: 'web', content: new Unknown('no lease yet') },
      found: { ...none, [path]: aFile(TEXT), unit: running },
      steps: [
        { subject: `content of ${path}`, from: shownSum(TEXT), to: 'unknown', certain: false },
        { ...reload, certain: false },
      ],
    },
    {
      title: 'systemd has not read it yet',
      params: { name: 'web', sections },
      found: { ...none, [path]: aFile(TEXT), unit: { ...running, needsReload: true } },
      steps: [reload],
    },
    {
      title: 'a part of a unit',
      params: { name: 'web', part: '10-more', content: '[Service]\nNice=5\n' },
      found: {
        ...base,
        '/etc/systemd/system/web.service.d': absent,
        [PART]: absent,
        unit: running,
      },
      steps: [
        { subject: '/etc/systemd/system/web.service.d', from: 'absent', to: 'directory 0755' },
        { subject: PART, from: 'absent', to: 'file 0644', put: { content: '[Service]\nNice=5\n' } },
        reload,
      ],
    },
    {
      title: 'a part that is to go',
      params: { name: 'web', part: '10-more.conf', state: 'absent' },
      found: {
        ...base,
        '/etc/systemd/system/web.service.d': aFolder(),
        [PART]: aFile('x'),
        unit: running,
      },
      steps: [{ subject: PART, from: 'file', to: 'absent' }, reload],
    },
    {
      title: 'a unit that is to go, and runs',
      params: { name: 'web', state: 'absent' },
      found: { ...none, [path]: aFile(TEXT), unit: running },
      steps: [
        { subject: 'web.service', from: 'active', to: 'inactive', script: 'systemctl stop -- web.service' },
        { subject: 'web.service at boot', from: 'enabled', to: 'disabled' },
        { subject: path, from: 'file', to: 'absent' },
        reload,
      ],
    },
    {
      title: 'a unit that is to go, in the place of which comes that of a package',
      params: { name: 'web', state: 'absent' },
      found: { ...none, [path]: aFile(TEXT), '/lib/systemd/system/web.service': aFile('x'), unit: running },
      steps: [{ subject: path, from: 'file', to: 'absent' }, reload],
    },
  ],
  faults: [
    {
      title: 'another init',
      params: { name: 'web', sections },
      facts: { init: 'openrc' },
      found: none,
      message: /not run by systemd/,
    },
    {
      title: 'a folder in its place',
      params: { name: 'web', sections },
      found: { ...none, [path]: aFolder() },
      message: /is a directory on the host, not a file/,
    },
  ],
  invalid: [
    { title: 'no text', params: { name: 'web' }, message: /content|sections/ },
    { title: 'two texts', params: { name: 'web', content: 'x', sections }, message: /sections/ },
    { title: 'a name with a path', params: { name: '../web', content: 'x' }, message: /name/ },
    {
      title: 'a key that is none',
      params: { name: 'web', sections: { Unit: { 'A B': 1 } } },
      message: /A B/,
    },
  ],
});
