import { NO_UNIT, startUnit, type UnitClock, type UnitState } from '../../lib/modules/shared/unit.ts';
import { service } from '../../lib/modules/service.ts';
import { describeModule } from '../support/describe-module.ts';

const running: UnitState = {
  exists: true,
  active: 'active',
  enabled: 'enabled',
  needsReload: false,
  endsByDesign: false,
};
const stopped: UnitState = { ...running, active: 'inactive', enabled: 'disabled' };
const clock: UnitClock = { startedAtUs: 5_000_000, changedAtUs: 5_100_000, result: 'success' };
const started: UnitClock = { startedAtUs: 9_000_000, changedAtUs: 9_100_000, result: 'success' };
const reloaded: UnitClock = { ...clock, changedAtUs: 9_100_000 };

const absent = { kind: 'absent' };
const ids = { owner: '0', group: '0' };
const unitFile = (text: string) => {
  const content = Buffer.from(text);
  const ownership = { mode: '0644', owner: 'root', group: 'root', ids };
  return { kind: 'file', ...ownership, size: content.length, sha256: '', content };
};
interface Options {
  readonly until?: 'up' | 'begun' | 'told';
  readonly reloadFirst?: boolean;
}
const script = (
  verb: 'start' | 'restart' | 'reload',
  { until = 'up', reloadFirst = false }: Options = {},
): string => startUnit({ unit: 'web.service', verb, until, reloadFirst }).text;

describeModule(service, {
  inSync: [
    {
      title: 'running and enabled',
      params: { name: 'web', state: 'started', enabled: true },
      found: { unit: running, clock, file: absent },
      result: { name: 'web.service', active: true, state: 'active', enabled: true },
    },
    {
      title: 'reloading is running',
      params: { name: 'web', state: 'started' },
      found: { unit: { ...running, active: 'reloading' }, clock, file: absent },
    },
    {
      title: 'a failed unit is stopped',
      params: { name: 'web', state: 'stopped' },
      found: { unit: { ...stopped, active: 'failed' }, clock, file: absent },
    },
    {
      title: 'a unit that is not there is stopped and off',
      params: { name: 'web', state: 'stopped', enabled: false },
      found: { unit: NO_UNIT, clock: { startedAtUs: 0, changedAtUs: 0, result: '' }, file: absent },
      result: { name: 'web.service', active: false, state: 'inactive', enabled: false },
    },
    {
      title: 'static counts as enabled',
      params: { name: 'web', enabled: true },
      found: { unit: { ...running, enabled: 'static' }, clock, file: absent },
    },
    {
      title: 'static cannot be disabled',
      params: { name: 'web', enabled: false },
      found: { unit: { ...running, enabled: 'static' }, clock, file: absent },
    },
    {
      title: 'starting, where no one waits',
      params: { name: 'web', state: 'started', wait: false },
      found: { unit: { ...running, active: 'activating' }, clock, file: absent },
    },
    {
      title: 'a changed unit file alone',
      params: { name: 'web', state: 'started' },
      found: { unit: { ...running, needsReload: true }, clock, file: absent },
    },
  ],
  drift: [
    {
      title: 'enables and starts a stopped unit',
      params: { name: 'web', state: 'started', enabled: true },
      found: { unit: stopped, clock, file: absent },
      steps: [
        {
          subject: 'web.service at boot',
          from: 'disabled',
          to: 'enabled',
          script: 'systemctl enable -- web.service',
        },
        { subject: 'web.service', from: 'inactive', to: 'active', script: script('start') },
      ],
      after: { unit: running, clock: started, file: absent },
      result: { name: 'web.service', active: true, state: 'active', enabled: true },
    },
    {
      title: 'reads changed unit files again before a start',
      params: { name: 'web', state: 'started' },
      found: { unit: { ...stopped, needsReload: true }, clock, file: absent },
      steps: [
        {
          subject: 'web.service',
          from: 'inactive',
          to: 'active',
          script: script('start', { reloadFirst: true }),
        },
      ],
    },
    {
      title: 'reads changed unit files again when asked to',
      params: { name: 'web', daemon_reload: true },
      found: { unit: { ...running, needsReload: true }, clock, file: absent },
      steps: [
        {
          subject: "systemd's reading of web.service",
          from: 'older than its file',
          to: 'current',
          script: 'systemctl daemon-reload',
        },
      ],
    },
    {
      title: 'starts a unit whose file an earlier task of a dry run would write',
      params: { name: 'web', state: 'started', enabled: true },
      found: { unit: NO_UNIT, clock, file: unitFile('[Service]\nExecStart=/bin/web\n[Install]\n') },
      steps: [
        { subject: 'web.service at boot', from: 'disabled', to: 'enabled' },
        { subject: 'web.service', from: 'inactive', to: 'active' },
      ],
      result: { name: 'web.service', active: true, state: 'active', enabled: true },
    },
    {
      title: 'takes a file without [Install] for static',
      params: { name: 'web@blue', state: 'started', enabled: true },
      found: { unit: NO_UNIT, clock, file: unitFile('[Service]\nExecStart=/bin/web\n') },
      steps: [{ subject: 'web@blue.service', from: 'inactive', to: 'active' }],
    },
    {
      title: 'starts without waiting',
      params: { name: 'web', state: 'started', wait: false },
      found: { unit: stopped, clock, file: absent },
      steps: [
        {
          subject: 'web.service',
          from: 'inactive',
          to: 'active',
          script: script('start', { until: 'begun' }),
        },
      ],
    },
    {
      title: 'waits for a unit that is starting already',
      params: { name: 'web', state: 'started' },
      found: { unit: { ...running, active: 'activating' }, clock, file: absent },
      steps: [{ what: 'web.service is up' }],
    },
    {
      title: 'stops and disables a socket',
      params: { name: 'web.socket', state: 'stopped', enabled: false },
      found: { unit: { ...running, enabled: 'enabled' }, clock, file: absent },
      steps: [
        {
          subject: 'web.socket at boot',
          from: 'enabled',
          to: 'disabled',
          script: 'systemctl disable -- web.socket',
        },
        { subject: 'web.socket', from: 'active', to: 'inactive', script: 'systemctl stop -- web.socket' },
      ],
    },
    {
      title: 'restarts, proved by a later start',
      params: { name: 'web', state: 'restarted' },
      found: { unit: running, clock, file: absent },
      steps: [
        {
          subject: 'web.service',
          from: 'active',
          to: 'restarted',
          script: script('restart'),
        },
      ],
      after: { unit: running, clock: started, file: absent },
    },
    {
      title: 'restarts a unit that ends by design',
      params: { name: 'web', state: 'restarted' },
      found: { unit: { ...stopped, endsByDesign: true }, clock, file: absent },
      steps: [{ subject: 'web.service', from: 'inactive', to: 'active' }],
      after: { unit: { ...stopped, endsByDesign: true }, clock: started, file: absent },
    },
    {
      title: 'restarts a unit that ends by design, and that systemd has forgotten by now, without waiting',
      params: { name: 'web', state: 'restarted', wait: false },
      found: { unit: { ...stopped, endsByDesign: true }, clock, file: absent },
      steps: [
        {
          subject: 'web.service',
          from: 'inactive',
          to: 'active',
          script: script('restart', { until: 'told' }),
        },
      ],
      after: {
        unit: { ...stopped, endsByDesign: true },
        clock: { startedAtUs: 0, changedAtUs: 0, result: 'success' },
        file: absent,
      },
    },
    {
      title: 'reloads, proved by a later change',
      params: { name: 'web', state: 'reloaded' },
      found: { unit: running, clock, file: absent },
      steps: [
        {
          subject: 'web.service',
          from: 'active',
          to: 'reloaded',
          script: script('reload'),
        },
      ],
      after: { unit: running, clock: reloaded, file: absent },
    },
    {
      title: 'starts what is to be reloaded but does not run',
      params: { name: 'web', state: 'reloaded' },
      found: { unit: { ...running, active: 'failed' }, clock, file: absent },
      steps: [
        {
          subject: 'web.service',
          from: 'failed',
          to: 'active',
          script: script('restart'),
        },
      ],
      after: { unit: running, clock: started, file: absent },
    },
  ],
  faults: [
    {
      title: 'keeping up a oneshot that systemd does not know yet',
      params: { name: 'web', state: 'started' },
      found: { unit: NO_UNIT, clock, file: unitFile('[Service]\nType=oneshot\n') },
      message: /oneshot/,
    },
    {
      title: 'starting what is not there',
      params: { name: 'web', state: 'started' },
      found: { unit: NO_UNIT, clock, file: absent },
      message: /no unit web\.service .*provides/,
    },
    {
      title: 'enabling what is not there',
      params: { name: 'web', enabled: true },
      found: { unit: NO_UNIT, clock, file: absent },
      message: /no unit web\.service/,
    },
    {
      title: 'starting what is masked',
      params: { name: 'web', state: 'started' },
      found: { unit: { ...stopped, enabled: 'masked' }, clock, file: absent },
      message: /masked.*systemctl unmask web\.service/,
    },
    {
      title: 'keeping up what ends by design',
      params: { name: 'web', state: 'started' },
      found: { unit: { ...stopped, endsByDesign: true }, clock, file: absent },
      message: /oneshot/,
    },
    {
      title: 'a host without systemd',
      params: { name: 'web', state: 'started' },
      facts: { init: 'openrc' },
      found: { unit: NO_UNIT, clock, file: absent },
      message: /not run by systemd/,
    },
  ],
  invalid: [
    { title: 'no name', params: { state: 'started' }, message: /name/ },
    { title: 'a name that looks like an option', params: { name: '--force' }, message: /name/ },
    { title: 'an unknown state', params: { name: 'web', state: 'running' }, message: /state/ },
  ],
});
