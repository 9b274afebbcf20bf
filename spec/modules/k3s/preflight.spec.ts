import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { k3sPreflight } from '../../../lib/modules/k3s/preflight.ts';
import { findDatastore } from '../../../lib/modules/k3s/shared/preflight/datastore-parts.ts';
import { parseHostState, readHostState } from '../../../lib/modules/k3s/shared/preflight/host-state.ts';
import { describeModule } from '../../support/describe-module.ts';
import { printed } from '../../support/output.ts';
import { withShells } from '../../support/shells.ts';
import { soundHost } from './preflight-host.ts';

describeModule(k3sPreflight, {
  inSync: [
    {
      title: 'a sound host',
      params: { roles: ['server'], address: '10.0.0.11', nodes: 3 },
      found: { host: soundHost },
      result: {
        findings: [],
        node_name: 'h1',
        machine_id: '0123456789abcdef0123456789abcdef',
        time: 1_760_000_000,
      },
    },
    {
      title: 'a host with a fault, which is told and fails nothing',
      params: { roles: ['agent'], address: '10.0.0.11', node_name: 'a-1' },
      found: { host: { ...soundHost, hasCurl: false } },
      result: {
        findings: [
          {
            code: 'curl',
            severity: 'error',
            evidence: 'it has no curl, which tells whether the servers answer',
            cure: 'Install the package curl.',
          },
        ],
        node_name: 'a-1',
        machine_id: '0123456789abcdef0123456789abcdef',
        time: 1_760_000_000,
      },
    },
    {
      title: 'settings of several types',
      params: {
        roles: ['server'],
        address: 'h1.example.org',
        settings: { 'https-listen-port': 7443, 'node-ip': ['10.0.0.11', 'fd00::11'], 'flannel-iface': null },
      },
      found: { host: { ...soundHost, listening: [{ port: '6443/tcp', holder: '' }] } },
    },
  ],
  invalid: [
    {
      title: 'an unknown datastore',
      params: { roles: ['datastore'], address: 'x', datastore: 'mongo' },
      message: /datastore/,
    },
    { title: 'an unknown role', params: { roles: ['master'], address: 'x' }, message: /server/ },
    { title: 'no role', params: { roles: [], address: 'x' }, message: /roles/ },
  ],
});

const SAID = `time 1760000000
machine aarch64
container systemd-nspawn
virtual none
board Raspberry Pi 4 Model B Rev 1.4
curl yes
disk /dev/sda1 264212084 25367508 81023404 24% /var/lib/rancher
rotational 1
package (none)
package 3.5.16-4
mount /dev/sda1 / ext4 rw 0 0
mount /dev/sdb1 /var/lib/rancher xfs rw,noexec 0 0
cgroup2 cpuset cpu memory pids
module overlay there
module br_netfilter missing
unit Id=k3s.service
unit LoadState=loaded
unit ActiveState=activating
unit UnitFileState=enabled
unit 
unit Id=nm-cloud-setup.timer
unit LoadState=not-found
unit ActiveState=inactive
unit UnitFileState=
synchronized no
iptables iptables v1.8.9 (nf_tables)
drops -P INPUT DROP
ufw yes
selinux yes
addr 1: eth0    inet 10.0.0.11/24 scope global eth0\\       valid_lft forever
addr 2: eth1@if5    inet6 fd00::1/64 scope global \\       valid_lft forever
flannel yes
tcp 192B
tcp 192B
udp 2118
socket tcp   LISTEN 0      4096         127.0.0.53%lo:53        0.0.0.0:*    users:(("systemd-resolve",pid=3,fd=4))
socket tcp   LISTEN 0      4096               [::]:6443           [::]:*    users:(("k3s-server",pid=812,fd=13),("x",pid=9,fd=1))
end preflight
`;

describe('k3s-preflight', () => {
  it("measures the disk of K3s's data-dir, wherever that is", () => {
    const diskOf = (settings: object) => {
      const params = { roles: ['server'], address: 'x', nodes: 1, settings };
      return k3sPreflight.reads({ params, facts: {} as never })['host']?.key;
    };

    assert.equal(diskOf({}), 'k3s-preflight:/var/lib/rancher/k3s');
    assert.equal(diskOf({ 'data-dir': '/data' }), 'k3s-preflight:/data');
  });
});

describe('parseHostState', () => {
  it('reads what the script prints', () => {
    assert.deepEqual(parseHostState(printed(SAID)), {
      time: 1_760_000_000,
      machine: 'aarch64',
      container: true,
      virtual: false,
      board: 'Raspberry Pi 4 Model B Rev 1.4',
      hasCurl: true,
      disk: { freeMb: 79_124, type: 'xfs', options: ['rw', 'noexec'] },
      datastore: { rotational: true, version: '3.5.16-4' },
      cgroups: { version: 2, controllers: ['cpuset', 'cpu', 'memory', 'pids'] },
      modules: { overlay: 'there', br_netfilter: 'missing' },
      units: {
        k3s: { exists: true, active: true, enabled: true },
        'nm-cloud-setup.timer': { exists: false, active: false, enabled: false },
      },
      synchronized: 'no',
      iptables: '1.8.9',
      drops: ['-P INPUT DROP'],
      ufw: true,
      selinux: { enforcing: true, policy: false },
      cards: [
        { device: 'eth0', address: '10.0.0.11' },
        { device: 'eth1', address: 'fd00::1' },
      ],
      hasFlannel: true,
      listening: [
        { port: '6443/tcp', holder: 'k3s-server (process 812)' },
        { port: '8472/udp', holder: '' },
      ],
    });
  });

  it('refuses an answer that is not whole', () => {
    assert.throws(() => parseHostState(printed('time 1\n')), /cannot read what the preflight asks/);
  });

  it('gets its answer from any shell, whatever the host lacks', async () => {
    await withShells((shells) => {
      for (const { name, command, path } of shells) {
        const [program, ...args] = command;
        const datastore = findDatastore('etcd', 'debian');
        const { script } = readHostState('/var/lib/not there/rancher', datastore);
        const { stdout } = spawnSync(program, [...args, '-c', script.text], {
          env: { PATH: path },
          stdio: ['ignore', 'pipe', 'ignore'],
        });

        const state = parseHostState(printed(stdout.toString('utf8')));
        assert.ok(Math.abs(state.time - Date.now() / 1000) < 60, `${name}: ${stdout.toString('utf8')}`);
        assert.ok(state.disk.freeMb > 0, name);
        assert.ok(state.cgroups.controllers.length > 0, name);
      }
    });
  });
});
