import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  STATE_DIR,
  SUBNET,
  addressOf,
  lab,
  listTraces,
  readBootTimes,
  ssh,
  writeInventory,
} from './lab-machine.ts';

const FIRST = `root@${addressOf(11)}`;
const SECOND = `root@${addressOf(12)}`;
/** Prints SSH where h12 answers on port 22, or fails within two seconds. */
const ASK_SECOND = "timeout 2 bash -c 'exec 3<>/dev/tcp/h12/22; head -c 3 <&3'";

describe('k3play lab', () => {
  let folder = '';
  let pristine: readonly string[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3play-lab-spec-'));
    await lab('down');
    pristine = await listTraces();
    const up = await lab('up', '-i', await writeInventory(folder, [11, 12]), '--subnet', SUBNET);
    assert.equal(up.code, 0, up.stderr);
  });

  after(async () => {
    await lab('down');
    await rm(folder, { recursive: true, force: true });
    await rm(STATE_DIR, { recursive: true, force: true });
  });

  it('brings up hosts that open to the key of the lab and show the host keys of its known_hosts', async () => {
    for (const target of [FIRST, SECOND]) {
      const { stdout, stderr } = await ssh(target, 'hostname; systemctl is-system-running --wait');

      assert.deepEqual([stdout, stderr], [`h${target.slice(-2)}\nrunning\n`, '']);
    }
  });

  it('lets a login user become root by sudo', async () => {
    const { stdout } = await ssh(`lab@${addressOf(11)}`, 'id -un; sudo -n id -un');

    assert.equal(stdout, 'lab\nroot\n');
  });

  it('lets hosts reach each other by name', async () => {
    assert.equal((await ssh(FIRST, ASK_SECOND)).stdout, 'SSH');
  });

  it('lets hosts install packages', async () => {
    const { code, stderr } = await ssh(
      FIRST,
      'apt-get install -qy haproxy >/dev/null && systemctl is-active haproxy',
    );

    assert.equal(code, 0, stderr);
  });

  const needs: readonly (readonly [string, string])[] = [
    [
      'an overlay on the disk of its data directory',
      'cd /var/lib/rancher && mkdir -p l u w m && mount -t overlay o -o lowerdir=l,upperdir=u,workdir=w m && umount m',
    ],
    [
      'groups of its own in every cgroup hierarchy',
      'for c in /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs; do [ ! -e $c ] || { d=${c%/*}/spec; mkdir $d && rmdir $d; } || exit 1; done',
    ],
    ['shared mounts', 'grep -q "^[0-9]* [0-9]* [^ ]* / / .*shared:" /proc/self/mountinfo'],
    ['writable kernel settings of its network', 'sysctl -qw net.ipv4.conf.all.forwarding=1'],
    ['tunnels', 'ip link add spec0 type vxlan id 7 dstport 4789 dev host0 && ip link delete spec0'],
    ['filter rules of its own', 'iptables -t nat -N SPEC && iptables -t nat -X SPEC'],
    ['device nodes', 'mknod /root/null c 1 3 && rm /root/null'],
    ['the kernel log', 'test -r /dev/kmsg'],
  ];
  for (const [what, command] of needs) {
    it(`gives a host what a real K3s needs: ${what}`, async () => {
      const { code, stderr } = await ssh(FIRST, command);

      assert.equal(code, 0, stderr);
    });
  }

  it('pulls the plug of a host and boots it again with its files', async () => {
    await ssh(SECOND, 'echo kept >/root/kept; echo kept >/var/lib/rancher/kept');
    const bootedAt = (await readBootTimes())['h12'];

    const stop = await lab('stop', 'h12');
    const whileStopped = await ssh(SECOND, 'true');
    const status = await lab('status');
    const start = await lab('start', 'h12');
    const files = await ssh(SECOND, 'cat /root/kept /var/lib/rancher/kept');

    assert.equal(stop.code, 0, stop.stderr);
    assert.equal(whileStopped.code, 255);
    assert.match(status.stdout, /^h12 +\S+ +stopped +-/m);
    assert.equal(start.code, 0, start.stderr);
    assert.equal(files.stdout, 'kept\nkept\n');
    assert.notEqual((await readBootTimes())['h12'], bootedAt);
  });

  it('lets a host reboot itself, which forgets what was not written down', async () => {
    const bootedAt = (await readBootTimes())['h12'];

    await ssh(SECOND, 'ip address add 10.99.99.99/32 dev host0; systemctl reboot');
    for (let tries = 0; tries < 100; tries++) {
      const since = (await readBootTimes())['h12'];
      if (since !== undefined && since !== bootedAt && (await ssh(SECOND, 'true')).code === 0) break;
      await sleep(100);
    }
    const addresses = await ssh(SECOND, 'ip -brief address show dev host0');

    assert.match(addresses.stdout, new RegExp(`UP.*${addressOf(12).replaceAll('.', '\\.')}/24`));
    assert.doesNotMatch(addresses.stdout, /10\.99\.99\.99/);
  });

  it('cuts one host from another and mends it', async () => {
    const cut = await lab('cut', 'h11', 'h12');
    const whileCut = await ssh(FIRST, ASK_SECOND);
    const fromHere = await ssh(SECOND, 'echo here');
    const mend = await lab('mend', 'h12', 'h11');
    const mended = await ssh(FIRST, ASK_SECOND);

    assert.equal(cut.code, 0, cut.stderr);
    assert.equal(whileCut.code, 124);
    assert.equal(fromHere.stdout, 'here\n');
    assert.equal(mend.code, 0, mend.stderr);
    assert.equal(mended.stdout, 'SSH');
  });

  it('cuts a host from everything, lets a shell in all the same, and keeps the cut over a restart', async () => {
    await lab('cut', 'h12');
    await lab('stop', 'h12');
    const start = await lab('start', 'h12');
    const fromHere = await ssh(SECOND, 'true');
    const fromFirst = await ssh(FIRST, ASK_SECOND);
    const shell = await lab('shell', 'h12', '--', 'sh', '-c', 'hostname; exit 7');
    const status = await lab('status');
    await lab('mend', 'h12');
    const mended = await ssh(SECOND, 'echo mended');

    assert.equal(start.code, 0, start.stderr);
    assert.equal(fromHere.code, 255);
    assert.equal(fromFirst.code, 124);
    assert.deepEqual([shell.code, shell.stdout], [7, 'h12\n']);
    assert.match(status.stdout, /^h12 +\S+ +running +.* everything$/m);
    assert.equal(mended.stdout, 'mended\n');
  });

  it('leaves running hosts alone when asked again, and adds a new one whose name all know', async () => {
    const earlier = await readBootTimes();

    const up = await lab('up', '-i', await writeInventory(folder, [11, 12, 13]), '--subnet', SUBNET);
    const later = await readBootTimes();
    const named = await ssh(FIRST, 'getent hosts h13');

    assert.equal(up.code, 0, up.stderr);
    // A start time is reckoned from clock ticks, so it may differ in the last digits.
    for (const name of ['h11', 'h12']) {
      const drift = Date.parse(later[name] ?? '') - Date.parse(earlier[name] ?? '');
      assert.ok(Math.abs(drift) < 500, `${name} was booted again`);
    }
    assert.match(named.stdout, new RegExp(addressOf(13)));
  });

  it('refuses other hosts while it is up, and changes nothing', async () => {
    const { code, stderr } = await lab('up', '-i', await writeInventory(folder, [21]), '--subnet', SUBNET);

    assert.equal(code, 3);
    assert.match(stderr, /already up with hosts that are not asked for: h11 .*k3play lab down/);
    assert.equal((await ssh(FIRST, 'true')).code, 0);
  });

  it('leaves no mount, process, interface, rule or group behind when it goes down', async () => {
    const whileUp = await listTraces();

    const down = await lab('down');

    assert.equal(down.code, 0, down.stderr);
    assert.notDeepEqual(whileUp, pristine);
    assert.deepEqual(await listTraces(), pristine);
    assert.match((await lab('status')).stdout, /There is no lab/);
  });
});
