import { NO_UNIT, type UnitClock, type UnitState } from '../../lib/modules/shared/unit.ts';
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

const START = `systemctl reset-failed -- web.service 2>/dev/null
k3p_since=$(date +%s)
systemctl  start -- web.service || {
  k3p_code=$?
  echo 'last lines of the journal of web.service:' >&2
  journalctl --unit=web.service --since="@$k3p_since" --lines=20 --no-pager --output=cat >&2
  exit "$k3p_code"
}`;

describeModule(service, {
  inSync: [
    {
      title: 'running and enabled',
      params: { name: 'web', state: 'started', enabled: true },
      found: { unit: running, clock },
      result: { name: 'web.service', active: true, state: 'active', enabled: true },
    },
    {
      title: 'reloading is running',
      params: { name: 'web', state: 'started' },
      found: { unit: { ...running, active: 'reloading' }, clock },
    },
    {
      title: 'a failed unit is stopped',
      params: { name: 'web', state: 'stopped' },
      found: { unit: { ...stopped, active: 'failed' }, clock },
    },
    {
      title: 'a unit that is not there is stopped and off',
      params: { name: 'web', state: 'stopped', enabled: false },
      found: { unit: NO_UNIT, clock: { startedAtUs: 0, changedAtUs: 0, result: '' } },
      result: { name: 'web.service', active: false, state: 'inactive', enabled: false },
    },
    {
      title: 'static counts as enabled',
      params: { name: 'web', enabled: true },
      found: { unit: { ...running, enabled: 'static' }, clock },
    },
    {
      title: 'static cannot be disabled',
      params: { name: 'web', enabled: false },
      found: { unit: { ...running, enabled: 'static' }, clock },
    },
    {
      title: 'starting, where no one waits',
      params: { name: 'web', state: 'started', wait: false },
      found: { unit: { ...running, active: 'activating' }, clock },
    },
    {
      title: 'a changed unit file alone',
      params: { name: 'web', state: 'started' },
      found: { unit: { ...running, needsReload: true }, clock },
    },
  ],
  drift: [
    {
      title: 'enables and starts a stopped unit',
      params: { name: 'web', state: 'started', enabled: true },
      found: { unit: stopped, clock },
      steps: [
        {
          subject: 'web.service at boot',
          from: 'disabled',
          to: 'enabled',
          script: 'systemctl enable -- web.service',
        },
        { subject: 'web.service', from: 'inactive', to: 'active', script: START },
      ],
      after: { unit: running, clock: started },
      result: { name: 'web.service', active: true, state: 'active', enabled: true },
    },
    {
      title: 'reads changed unit files again before a start',
      params: { name: 'web', state: 'started' },
      found: { unit: { ...stopped, needsReload: true }, clock },
      steps: [
        {
          subject: 'web.service',
          from: 'inactive',
          to: 'active',
          script: `systemctl daemon-reload || exit\n${START}`,
        },
      ],
    },
    {
      title: 'reads changed unit files again when asked to',
      params: { name: 'web', daemon_reload: true },
      found: { unit: { ...running, needsReload: true }, clock },
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
      title: 'starts without waiting',
      params: { name: 'web', state: 'started', wait: false },
      found: { unit: stopped, clock },
      steps: [
        {
          subject: 'web.service',
          from: 'inactive',
          to: 'active',
          script: START.replace('systemctl  start', 'systemctl --no-block start'),
        },
        { what: 'systemd takes up the start of web.service' },
      ],
    },
    {
      title: 'waits for a unit that is starting already',
      params: { name: 'web', state: 'started' },
      found: { unit: { ...running, active: 'activating' }, clock },
      steps: [{ what: 'web.service is up' }],
    },
    {
      title: 'stops and disables a socket',
      params: { name: 'web.socket', state: 'stopped', enabled: false },
      found: { unit: { ...running, enabled: 'enabled' }, clock },
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
      found: { unit: running, clock },
      steps: [
        {
          subject: 'web.service',
          from: 'active',
          to: 'restarted',
          script: START.replace(' start ', ' restart '),
        },
      ],
      after: { unit: running, clock: started },
    },
    {
      title: 'restarts a unit that ends by design',
      params: { name: 'web', state: 'restarted' },
      found: { unit: { ...stopped, endsByDesign: true }, clock },
      steps: [{ subject: 'web.service', from: 'inactive', to: 'active' }],
      after: { unit: { ...stopped, endsByDesign: true }, clock: started },
    },
    {
      title: 'reloads, proved by a later change',
      params: { name: 'web', state: 'reloaded' },
      found: { unit: running, clock },
      steps: [
        {
          subject: 'web.service',
          from: 'active',
          to: 'reloaded',
          script: START.replace(' start ', ' reload '),
        },
      ],
      after: { unit: running, clock: reloaded },
    },
    {
      title: 'starts what is to be reloaded but does not run',
      params: { name: 'web', state: 'reloaded' },
      found: { unit: { ...running, active: 'failed' }, clock },
      steps: [
        {
          subject: 'web.service',
          from: 'failed',
          to: 'active',
          script: START.replace(' start ', ' restart '),
        },
      ],
      after: { unit: running, clock: started },
    },
  ],
  faults: [
    {
      title: 'starting what is not there',
      params: { name: 'web', state: 'started' },
      found: { unit: NO_UNIT, clock },
      message: /no unit web\.service .*provides/,
    },
    {
      title: 'enabling what is not there',
      params: { name: 'web', enabled: true },
      found: { unit: NO_UNIT, clock },
      message: /no unit web\.service/,
    },
    {
      title: 'starting what is masked',
      params: { name: 'web', state: 'started' },
      found: { unit: { ...stopped, enabled: 'masked' }, clock },
      message: /masked.*systemctl unmask web\.service/,
    },
    {
      title: 'keeping up what ends by design',
      params: { name: 'web', state: 'started' },
      found: { unit: { ...stopped, endsByDesign: true }, clock },
      message: /oneshot/,
    },
    {
      title: 'a host without systemd',
      params: { name: 'web', state: 'started' },
      facts: { init: 'openrc' },
      found: { unit: NO_UNIT, clock },
      message: /not run by systemd/,
    },
  ],
  invalid: [
    { title: 'no name', params: { state: 'started' }, message: /name/ },
    { title: 'a name that looks like an option', params: { name: '--force' }, message: /name/ },
    { title: 'an unknown state', params: { name: 'web', state: 'running' }, message: /state/ },
  ],
});
