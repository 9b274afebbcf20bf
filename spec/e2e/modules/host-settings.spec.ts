import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stepsOf } from '../../support/run-steps.ts';
import { k3play, parseEvents } from '../../support/k3play.ts';
import type { Told } from '../../support/cluster.ts';
import { addressOf, lab, ssh, STATE_DIR, SUBNET, writeInventory } from '../lab/lab-machine.ts';

const HOST = `root@${addressOf(13)}`;

/** Each task builds on what an earlier one makes. */
const WANTED = [
  { 'host-entry': { address: '10.9.8.7', names: ['files.example.org', 'files'] } },
  { mount: { path: '/srv/data', src: 'tmpfs', fstype: 'tmpfs', opts: 'size=8m,nosuid' } },
  { mount: { path: '/srv/again', src: '/srv/data', fstype: 'none', opts: 'bind,ro' } },
  {
    copy: {
      content: '#!/bin/sh\ndate >>/srv/data/times\nexec sleep "$1"\n',
      dest: '/usr/local/bin/tell',
      mode: '0755',
    },
  },
  {
    unit: {
      name: 'tell@',
      sections: {
        Service: { Type: 'exec', ExecStart: '/usr/local/bin/tell %i' },
        Install: { WantedBy: 'multi-user.target' },
      },
    },
  },
  {
    unit: {
      name: 'tell@',
      part: 'calm',
      sections: { Service: { Nice: 7, ExecStart: ['', '/usr/local/bin/tell 500'] } },
    },
  },
  { service: { name: 'tell@400', state: 'started', enabled: true } },
  {
    timer: {
      name: 'tell-often',
      command: '/usr/local/bin/tell 0',
      on_calendar: ['*-*-* 00:00:00', 'Mon 12:00'],
      on_boot: '1h',
      service: { PrivateTmp: true },
    },
  },
  { slurp: { src: '/etc/systemd/system/tell-often.timer' }, register: 'timer' },
  { assert: { that: 'timer.content.contains("OnBootSec=1h")' } },
];
const GONE = [
  { timer: { name: 'tell-often', state: 'absent' } },
  { service: { name: 'tell@400', state: 'stopped', enabled: false } },
  { unit: { name: 'tell@', part: 'calm', state: 'absent' } },
  { unit: { name: 'tell@', state: 'absent' } },
  { mount: { path: '/srv/again', state: 'absent' } },
  { mount: { path: '/srv/data', state: 'absent' } },
  { 'host-entry': { address: '10.9.8.7', state: 'absent' } },
];

describe('modules for the settings of a host, on one of the lab', () => {
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3play-settings-'));
    await lab('down');
    const up = await lab('up', '-i', await writeInventory(folder, [13]), '--subnet', SUBNET);
    assert.equal(up.code, 0, up.stderr);
    const connection = {
      user: 'root',
      key: `${STATE_DIR}/id_ed25519`,
      known_hosts: `${STATE_DIR}/known_hosts`,
    };
    const hosts = { h13: { address: addressOf(13) } };
    await writeFile(
      join(folder, 'hosts.yml'),
      JSON.stringify({ connection, groups: { all_of_them: { hosts } } }),
    );
  });

  after(async () => {
    await lab('down');
    await rm(folder, { recursive: true, force: true });
    await rm(STATE_DIR, { recursive: true, force: true });
  });

  async function run(tasks: readonly object[], ...args: readonly string[]): Promise<Told> {
    const file = join(folder, 'play.yml');
    await writeFile(file, JSON.stringify([{ name: 'Settings', hosts: 'all', tasks }]));
    const inventory = join(folder, 'hosts.yml');
    const ended = await k3play(['run', file, '-i', inventory, '--output', 'json', ...args]);
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    return { ...ended, events: parseEvents(ended.stdout) };
  }

  for (const [title, tasks] of [
    ['are set', WANTED],
    [
      'are changed',
      [
        { timer: { ...WANTED[7]?.timer, on_boot: '2h' } },
        { unit: { name: 'tell@', part: 'calm', content: '[Service]\nNice=8\n' } },
      ],
    ],
    ['are taken back', GONE],
  ] as const) {
    it(`${title} as the dry run says, once`, async () => {
      const predicted = stepsOf(await run(tasks, '--check'));

      assert.ok(predicted.length > 0);
      assert.deepEqual(stepsOf(await run(tasks)), predicted);
      assert.deepEqual(stepsOf(await run(tasks)), []);
      assert.deepEqual(stepsOf(await run(tasks, '--check')), []);
      const { stdout } = await ssh(
        HOST,
        'systemctl list-timers --all --no-legend tell-often.timer; systemctl show -p Nice --value tell@400; systemctl show -p NeedDaemonReload --value tell@400; grep -c /srv/ /proc/self/mountinfo; systemctl --failed --no-legend',
      );
      const wanted = {
        'are set': /^.*tell-often.service\n7\nno\n2\n$/,
        'are changed': /^.*tell-often.service\n8\nno\n2\n$/,
        'are taken back': /^0\nno\n0\n$/,
      };
      assert.match(stdout, wanted[title]);
    });
  }

  it('are refused where systemd does not take them', async () => {
    const file = join(folder, 'odd.yml');
    const unit = { name: 'odd', sections: { Service: { ExecStart: '/bin/true', Restrat: 'no' } } };
    await writeFile(file, JSON.stringify([{ hosts: 'all', tasks: [{ unit }] }]));

    const { code, stdout } = await k3play([
      'run',
      file,
      '-i',
      join(folder, 'hosts.yml'),
      '--output',
      'plain',
    ]);

    assert.equal(code, 2, stdout);
    assert.match(stdout, /Unknown key.*Restrat/);
    assert.equal((await ssh(HOST, 'ls -A /etc/systemd/system | grep -c odd')).stdout, '0\n');
  });
});
