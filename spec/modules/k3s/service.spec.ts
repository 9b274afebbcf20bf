import assert from 'node:assert/strict';
import { Unknown } from '../../../lib/core/unknown.ts';
import { k3sService } from '../../../lib/modules/k3s/service.ts';
import { renderUnit } from '../../../lib/modules/k3s/shared/unit-file.ts';
import { hashBytes } from '../../../lib/core/hash.ts';
import { NO_UNIT, type UnitState } from '../../../lib/modules/shared/unit.ts';
import type { ChangeStep } from '../../../lib/modules/step.ts';
import { describeModule } from '../../support/describe-module.ts';

const ids = { owner: '0', group: '0' };
const folder = { kind: 'directory', mode: '0755', owner: 'root', group: 'root', ids };
const absent = { kind: 'absent' };
const fileOf = (text: string, mode: string) => {
  const content = Buffer.from(text);
  return { ...folder, kind: 'file', mode, size: content.length, sha256: hashBytes(content), content };
};
const serverFile = fileOf(renderUnit('server', '/usr/local/bin/k3s'), '0644');
const agentFile = fileOf(renderUnit('agent', '/usr/local/bin/k3s'), '0644');
const secretFile = fileOf('x', '0600');
const running: UnitState = {
  exists: true,
  active: 'active',
  enabled: 'enabled',
  needsReload: false,
  endsByDesign: false,
};
const never = { startedAtUs: 0, changedAtUs: 0, result: 'success' };
const clock = { startedAtUs: 5_000_000, changedAtUs: 5_100_000, result: 'success' };
const later = { startedAtUs: 9_000_000, changedAtUs: 9_100_000, result: 'success' };
const well = {
  active: 'active',
  sub: 'running',
  restarts: 0,
  current: '',
  recent: '',
};
const starting = { ...well, active: 'activating', sub: 'start' };

const bare = {
  file: absent,
  folder,
  unit: NO_UNIT,
  clock: never,
  health: { ...well, active: 'inactive', sub: 'dead' },
  other: NO_UNIT,
  token: absent,
  kubeconfig: absent,
};
const up = {
  ...bare,
  file: serverFile,
  unit: running,
  clock,
  health: well,
  token: secretFile,
  kubeconfig: secretFile,
};
const RELOAD = "systemd's reading of k3s.service";

describeModule(k3sService, {
  inSync: [
    {
      title: 'a running server',
      params: { role: 'server' },
      found: up,
      result: { unit: 'k3s.service', active: true, enabled: true },
    },
    {
      title: "a running server with the installer's unit",
      params: { role: 'server', unit_file: 'installed' },
      found: { ...up, file: fileOf('[Service]\nExecStart=/usr/local/bin/k3s \\\n    server \\\n\n', '0644') },
    },
    { title: 'a running agent', params: { role: 'agent' }, found: { ...up, file: agentFile } },
    {
      title: 'stopped, and never installed',
      params: { role: 'server', state: 'stopped' },
      found: { ...bare, other: running },
      result: { unit: 'k3s.service', active: false, enabled: false },
    },
  ],
  drift: [
    {
      title: 'sets up a server on a bare host',
      params: { role: 'server' },
      found: bare,
      steps: [
        {
          subject: '/etc/systemd/system/k3s.service',
          from: 'absent',
          to: 'file 0644 root:root',
          put: { mode: '0644', content: renderUnit('server', '/usr/local/bin/k3s') },
        },
        { subject: RELOAD, from: 'older than its file', to: 'current' },
        { subject: 'k3s.service at boot', from: 'disabled', to: 'enabled' },
        { subject: 'k3s.service', from: 'inactive', to: 'active' },
        { what: 'k3s.service is active' },
      ],
      result: { unit: 'k3s.service', active: true, enabled: true },
    },
    {
      title: 'sets up an agent with a binary of its own place, not at boot',
      params: { role: 'agent', exec: '/opt/bin/k3s', enabled: false },
      found: bare,
      steps: [
        {
          subject: '/etc/systemd/system/k3s-agent.service',
          from: 'absent',
          to: 'file 0644 root:root',
          put: { content: renderUnit('agent', '/opt/bin/k3s') },
        },
        { subject: "systemd's reading of k3s-agent.service", from: 'older than its file', to: 'current' },
        { subject: 'k3s-agent.service', from: 'inactive', to: 'active' },
        { what: 'k3s-agent.service is active' },
      ],
    },
    {
      title: 'takes a changed unit file in without a restart',
      params: { role: 'server' },
      found: { ...up, file: fileOf('[Service]\n', '0644') },
      steps: [
        {
          subject: 'content of /etc/systemd/system/k3s.service',
          from: `sha256 ${hashBytes(Buffer.from('[Service]\n')).slice(0, 8)}`,
          to: `sha256 ${serverFile.sha256.slice(0, 8)}`,
        },
        { subject: RELOAD, from: 'older than its file', to: 'current' },
      ],
    },
    {
      title: 'goes on where a run was cut off before systemd read the file',
      params: { role: 'server' },
      found: { ...up, unit: { ...running, needsReload: true } },
      steps: [{ subject: RELOAD, from: 'older than its file', to: 'current' }],
    },
    {
      title: 'waits for one that is starting already',
      params: { role: 'server' },
      found: { ...up, unit: { ...running, active: 'activating' }, health: starting },
      steps: [{ what: 'k3s.service is active' }],
    },
    {
      title: 'starts one anew that systemd starts over and over',
      params: { role: 'server' },
      found: {
        ...up,
        unit: { ...running, active: 'activating' },
        health: { ...starting, sub: 'auto-restart', restarts: 7 },
      },
      steps: [
        { subject: 'k3s.service', from: 'activating', to: 'active' },
        { what: 'k3s.service is active' },
      ],
      after: { ...up, clock: later },
    },
    {
      title: 'starts an agent anew that cannot get on',
      params: { role: 'agent' },
      found: {
        ...up,
        file: agentFile,
        unit: { ...running, active: 'activating' },
        health: { ...starting, current: 'level=error msg="token CA hash does not match the Cluster CA"' },
      },
      steps: [
        { subject: 'k3s-agent.service', from: 'activating', to: 'active' },
        { what: 'k3s-agent.service is active' },
      ],
      after: { ...up, file: agentFile, clock: later },
    },
    {
      title: 'restarts, proved by a later start',
      params: { role: 'server', state: 'restarted' },
      found: up,
      steps: [{ subject: 'k3s.service', from: 'active', to: 'restarted' }, { what: 'k3s.service is active' }],
      after: { ...up, clock: later },
    },
    {
      title: 'stops',
      params: { role: 'server', state: 'stopped' },
      found: up,
      steps: [
        { subject: 'k3s.service', from: 'active', to: 'inactive', script: 'systemctl stop -- k3s.service' },
      ],
    },
  ],
  faults: [
    {
      title: 'no unit where the installer should have written one',
      params: { role: 'server', unit_file: 'installed' },
      found: bare,
      message: /there is no unit \/etc\/systemd\/system\/k3s\.service \(k3s-installer/,
    },
    {
      title: "an installer's unit with flags of its own",
      params: { role: 'server', unit_file: 'installed' },
      found: { ...bare, file: fileOf('[Service]\nExecStart=/usr/local/bin/k3s server --debug\n', '0644') },
      message: /does not run "\/usr\/local\/bin\/k3s server" and nothing else/,
    },
    {
      title: 'a server where an agent is',
      params: { role: 'server' },
      found: { ...bare, other: running },
      message: /has the unit k3s-agent\.service: it was set up as agent, not as server.*uninstall/,
    },
    {
      title: 'a host without systemd',
      params: { role: 'server' },
      facts: { init: 'openrc' },
      found: bare,
      message: /not run by systemd/,
    },
  ],
  invalid: [{ title: 'no role', params: {}, message: /role/ }],
});

describe('k3s-service', () => {
  const context = (role: string) => ({
    params: {
      role,
      state: 'started',
      enabled: true,
      exec: '/usr/local/bin/k3s',
      data_dir: '/data',
      ready_timeout: 300,
    },
    facts: { init: 'systemd' } as never,
  });
  const predictionsOf = (role: string, found: Readonly<Record<string, unknown>>) => {
    const plan = k3sService.plan({ ...context(role), found }) as readonly ChangeStep[];
    return new Map(plan.flatMap(({ predicts }) => predicts ?? []).map(({ key, answer }) => [key, answer]));
  };

  it('predicts that a first start of a server makes the token, which no one knows yet', () => {
    const predictions = predictionsOf('server', bare);

    assert.ok(predictions.get('k3s-token:/data/server/token') instanceof Unknown);
    assert.deepEqual(predictions.get('path:/etc/rancher/k3s/k3s.yaml'), { kind: 'present' });
  });

  it('predicts nothing of the kind where they are there, nor of agents', () => {
    const stopped = { ...up, unit: { ...running, active: 'inactive' } };

    assert.ok(!predictionsOf('server', stopped).has('k3s-token:/data/server/token'));
    assert.ok(!predictionsOf('agent', bare).has('k3s-token:/data/server/token'));
  });

  it('does not block on the start', () => {
    const plan = k3sService.plan({ ...context('server'), found: bare });

    const scripts = (plan as readonly ChangeStep[]).map((step) =>
      step.kind === 'run' ? step.script.text : '',
    );
    assert.ok(scripts.some((text) => text.includes('systemctl --no-block start -- k3s.service')));
  });
});
