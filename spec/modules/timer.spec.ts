import { NO_UNIT } from '../../lib/modules/shared/unit.ts';
import { timer } from '../../lib/modules/timer.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder, shownSum } from '../support/path-states.ts';

const FOLDER = '/etc/systemd/system';
const [SERVICE, TIMER] = [`${FOLDER}/backup.service`, `${FOLDER}/backup.timer`];
const service = '[Unit]\nDescription=backup\n\n[Service]\nType=oneshot\nExecStart=/usr/bin/backup\n';
const text = (keys: string): string =>
  `[Unit]\nDescription=backup\n\n[Timer]\n${keys}\n\n[Install]\nWantedBy=timers.target\n`;
const DAILY = text('OnCalendar=daily');
const params = { name: 'backup', command: '/usr/bin/backup', on_calendar: 'daily', verify: false };
const folders = { '/etc': aFolder(), '/etc/systemd': aFolder(), [FOLDER]: aFolder() };
const clock = { startedAtUs: 0, changedAtUs: 0, result: 'success' };
const none = { ...folders, [SERVICE]: absent, [TIMER]: absent, service: NO_UNIT, timer: NO_UNIT, clock };
const up = {
  ...none,
  [SERVICE]: aFile(service),
  [TIMER]: aFile(DAILY),
  service: { ...NO_UNIT, exists: true, enabled: 'static', endsByDesign: true },
  timer: { ...NO_UNIT, exists: true, enabled: 'enabled', active: 'active' },
};
const reload = { from: 'older than its files', to: 'current', script: 'systemctl daemon-reload' };
const ofBoth = "systemd's reading of backup.service and backup.timer";

describeModule(timer, {
  inSync: [
    {
      title: 'it waits for its time',
      params,
      found: up,
      result: { name: 'backup.timer', active: true, enabled: true },
    },
    {
      title: 'there, and off',
      params: { ...params, state: 'stopped' },
      found: { ...up, timer: { ...up.timer, enabled: 'disabled', active: 'inactive' } },
      result: { name: 'backup.timer', active: false, enabled: false },
    },
    { title: 'not there, and not wanted', params: { name: 'backup', state: 'absent' }, found: none },
  ],
  drift: [
    {
      title: 'a new timer of another user',
      params: {
        ...params,
        user: 'backup',
        on_calendar: ['daily', 'Mon 12:00'],
        on_boot: '5min',
        every: '1h',
        persistent: true,
        random_delay: '10min',
        description: 'Our backup',
        service: { Nice: 10 },
        timer: { AccuracySec: '1s' },
      },
      found: {
        ...none,
        user: {
          exists: true,
          uid: 34,
          group: 'backup',
          home: '/',
          shell: '/bin/sh',
          comment: '',
          groups: [],
        },
      },
      steps: [
        {
          subject: SERVICE,
          from: 'absent',
          to: 'file 0644',
          put: {
            content:
              '[Unit]\nDescription=Our backup\n\n[Service]\nType=oneshot\nExecStart=/usr/bin/backup\nUser=backup\nNice=10\n',
          },
        },
        {
          subject: TIMER,
          from: 'absent',
          to: 'file 0644',
          put: {
            content:
              '[Unit]\nDescription=Our backup\n\n[Timer]\nOnCalendar=daily\nOnCalendar=Mon 12:00\nOnBootSec=5min\nOnUnitActiveSec=1h\nPersistent=true\nRandomizedDelaySec=10min\nAccuracySec=1s\n\n[Install]\nWantedBy=timers.target\n',
          },
        },
        { subject: ofBoth, ...reload },
        { subject: 'backup.timer at boot', from: 'disabled', to: 'enabled' },
        { subject: 'backup.timer', from: 'inactive', to: 'active' },
      ],
      result: { name: 'backup.timer', active: true, enabled: true },
    },
    {
      title: 'other times',
      params: { ...params, on_calendar: 'hourly' },
      found: up,
      steps: [
        {
          subject: `content of ${TIMER}`,
          from: shownSum(DAILY),
          to: shownSum(text('OnCalendar=hourly')),
        },
        { subject: ofBoth, ...reload },
      ],
    },
    {
      title: 'to be off',
      params: { ...params, state: 'stopped' },
      found: up,
      steps: [
        { subject: 'backup.timer', from: 'active', to: 'inactive' },
        { subject: 'backup.timer at boot', from: 'enabled', to: 'disabled' },
      ],
    },
    {
      title: 'to be gone',
      params: { name: 'backup', state: 'absent' },
      found: up,
      steps: [
        { subject: 'backup.timer', from: 'active', to: 'inactive' },
        { subject: 'backup.timer at boot', from: 'enabled', to: 'disabled' },
        { subject: TIMER, from: 'file', to: 'absent' },
        { subject: SERVICE, from: 'file', to: 'absent' },
        { subject: ofBoth, ...reload },
      ],
      result: { name: 'backup.timer', active: false, enabled: false },
    },
  ],
  faults: [
    {
      title: 'another init',
      params,
      facts: { init: 'openrc' },
      found: none,
      message: /not run by systemd \(the module cron does without\)/,
    },
    {
      title: 'no such user',
      params: { ...params, user: 'backup' },
      found: {
        ...none,
        user: { exists: false, uid: 0, group: '', home: '', shell: '', comment: '', groups: [] },
      },
      message: /there is no user backup on this host/,
    },
  ],
  invalid: [
    { title: 'no command', params: { name: 'a', on_calendar: 'daily' }, message: /"command" is missing/ },
    { title: 'no time', params: { name: 'a', command: '/x' }, message: /on_calendar|on_boot/ },
    { title: 'a name with a suffix', params: { ...params, name: 'a.timer' }, message: /name/ },
  ],
});
