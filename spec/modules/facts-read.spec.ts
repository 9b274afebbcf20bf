import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { K3Error } from '../../lib/core/errors.ts';
import { FactsSchema, type Facts } from '../../lib/modules/facts.ts';
import { readFacts } from '../../lib/modules/facts-read.ts';

const DEBIAN = `uname web1.example.org 6.1.0-25-amd64 x86_64
/etc/os-release:PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
/etc/os-release:NAME="Debian GNU/Linux"
/etc/os-release:VERSION_ID="12"
/etc/os-release:ID=debian
/proc/meminfo:MemTotal:        4025432 kB
/proc/meminfo:SwapTotal:       1048572 kB
online 0-2,5
cpus 
machine-id 0123456789abcdef0123456789abcdef
user deploy
uid 1000
time 1735689600
init systemd
managers apt-get dnf
/proc/net/route:wlan0\t00000000\t010AA8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
/proc/net/route:eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0
/proc/mounts:10.0.0.9:/export /srv/shared\\040files nfs4 rw,relatime 0 0
network
default via 10.0.0.1 dev eth0 proto dhcp src 10.0.0.11 metric 100
1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
2: eth0    inet 10.0.0.100/32 scope global eth0\\       valid_lft forever preferred_lft forever
2: eth0    inet 10.0.0.11/24 brd 10.0.0.255 scope global dynamic eth0\\       valid_lft 3000sec
2: eth0    inet6 fe80::1/64 scope link \\       valid_lft forever preferred_lft forever
3: wlan0    inet 192.168.10.7/24 brd 192.168.10.255 scope global wlan0\\       valid_lft forever
end facts
`;

const ALPINE = `uname edge 6.6.41-0-virt aarch64
/etc/os-release:NAME="Alpine Linux"
/etc/os-release:ID=alpine
/etc/os-release:VERSION_ID=3.20.2
/etc/os-release:PRETTY_NAME="Alpine Linux v3.20"
/proc/meminfo:MemTotal:         503616 kB
/proc/meminfo:SwapTotal:             0 kB
online 0
cpus 
machine-id 
user root
uid 0
time 1735689600
init openrc
managers apk
/proc/net/ipv6_route:00000000000000000000000000000000 00 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000002 00000000 00000003     eth0
/proc/net/ipv6_route:00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
network
eth0      Link encap:Ethernet  HWaddr 02:FC:00:00:00:01  
          inet6 addr: fd00::2/64 Scope:Global
          inet6 addr: fe80::fc:ff:fe00:1/64 Scope:Link

lo        Link encap:Local Loopback  
          inet addr:127.0.0.1  Mask:255.0.0.0
end facts
`;

const ROCKY = `uname db.example.org 5.14.0-427.el9.s390x s390x
/etc/os-release:NAME="Rocky Linux"
/etc/os-release:ID="rocky"
/etc/os-release:ID_LIKE="rhel centos fedora"
/etc/os-release:VERSION_ID="9.4"
/etc/os-release:PRETTY_NAME='Rocky \\Linux'
/proc/meminfo:MemTotal:       16318876 kB
online 
cpus 8
user 4711
uid 4711
time 1735689600
init systemd
managers dnf yum
network
ens3: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
        inet 172.16.0.5  netmask 255.255.0.0  broadcast 172.16.255.255
        inet6 2001:db8::5  prefixlen 64  scopeid 0x0<global>
end facts
`;

function parse(stdout: string): Facts {
  return readFacts().parse({
    code: 0,
    stdout: Buffer.from(stdout),
    stderr: Buffer.alloc(0),
    truncated: false,
    durationMs: 1,
  });
}

describe('readFacts', () => {
  it('reads a Debian host with two default routes and a virtual address', () => {
    const facts = parse(DEBIAN);

    assert.deepEqual(facts, {
      hostname: 'web1',
      os: {
        family: 'debian',
        id: 'debian',
        version: '12',
        name: 'Debian GNU/Linux 12 (bookworm)',
        kernel: '6.1.0-25-amd64',
      },
      arch: 'amd64',
      init: 'systemd',
      package_manager: 'apt',
      memory_mb: 3931,
      swap_mb: 1023,
      cpus: 4,
      interface: 'eth0',
      address: '10.0.0.11',
      addresses: ['10.0.0.100', '10.0.0.11', '192.168.10.7'],
      network_mounts: ['/srv/shared files'],
      machine_id: '0123456789abcdef0123456789abcdef',
      user: 'deploy',
      uid: 1000,
      time: 1735689600,
    });
  });

  it('reads an Alpine host that has IPv6 only, and ifconfig instead of ip', () => {
    const facts = parse(ALPINE);

    const { os, arch, init, package_manager: manager, interface: device, address, addresses } = facts;
    assert.deepEqual(
      { family: os.family, arch, init, manager, device, address, addresses },
      {
        family: 'alpine',
        arch: 'arm64',
        init: 'openrc',
        manager: 'apk',
        device: 'eth0',
        address: 'fd00::2',
        addresses: ['fd00::2'],
      },
    );
  });

  it('reads a Rocky host without a default route, knowing its family from ID_LIKE', () => {
    const facts = parse(ROCKY.replace('ID="rocky"', 'ID="someone\'s own"'));

    assert.equal(facts.os.family, 'redhat');
    assert.equal(facts.os.name, 'Rocky \\Linux');
    assert.equal(facts.package_manager, 'dnf');
    assert.equal(facts.arch, 's390x');
    assert.equal(facts.cpus, 8);
    assert.equal(facts.address, '');
    assert.deepEqual(facts.addresses, ['172.16.0.5', '2001:db8::5']);
  });

  const strange = [
    {
      title: 'numbers that are none',
      text: DEBIAN.replace('0-2,5', '7-,many').replace(/time \d+/, 'time -1'),
    },
    { title: 'binary noise', text: `${String.fromCharCode(0, 27, 65533)}\n${DEBIAN}` },
    { title: 'a number beyond all bounds', text: DEBIAN.replace('4025432', '9'.repeat(400)) },
    { title: 'lines of one word', text: `/proc/net/route:\n/etc/os-release:\n${DEBIAN}` },
  ];
  for (const { title, text } of strange) {
    it(`copes with ${title}`, () => {
      const facts = parse(text);

      assert.equal(facts.os.id, 'debian');
      assert.ok(facts.cpus >= 1);
      for (const value of [facts.cpus, facts.time, facts.memory_mb]) assert.ok(Number.isSafeInteger(value));
    });
  }

  for (const text of ['', 'Password has expired\n', DEBIAN.replace('end facts\n', '')]) {
    it(`throws a module fault when told only ${JSON.stringify(text.slice(0, 20))}`, () => {
      assert.throws(
        () => parse(text),
        (error) => error instanceof K3Error && error.code === 'read/unreadable',
      );
    });
  }

  for (const [shell = '', ...args] of [['dash'], ['bash'], ['busybox', 'sh']]) {
    it(`reads this machine under ${shell}`, () => {
      const ran = spawnSync(shell, [...args, '-c', readFacts().script.text]);

      const facts = parse(ran.stdout.toString());
      assert.equal(ran.stderr.toString(), '');
      assert.equal(facts.hostname, hostname().split('.')[0]);
      assert.equal(facts.uid, process.getuid?.());
      assert.ok(facts.memory_mb > 0);
      assert.ok(Math.abs(facts.time - Date.now() / 1000) < 60);
      assert.deepEqual(Object.keys(facts).sort(), Object.keys(FactsSchema.properties).sort());
    });
  }
});
