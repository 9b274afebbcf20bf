import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HOSTS, installCluster, LAB_DIR, type Cluster } from '../../support/cluster.ts';
import { k3play, runProgram, type Ended } from '../../support/k3play.ts';

describe('k3play on hosts with faults', function () {
  this.timeout(900_000);
  let cluster: Cluster;
  let folder: string;

  before(async () => {
    ({ cluster } = await installCluster());
    const made = await cluster.ssh(
      'lb1',
      `useradd -m -s /bin/sh -p "$(openssl passwd -6 the-right-password)" ops && usermod -aG sudo ops
mkdir -p /home/ops/.ssh && cp /root/.ssh/authorized_keys /home/ops/.ssh/ && chown -R ops: /home/ops/.ssh
mkdir -p /mnt/full && mount -t tmpfs -o size=64k tmpfs /mnt/full && echo old >/mnt/full/kept && chmod 0644 /mnt/full/kept`,
    );
    assert.equal(made.code, 0, made.stderr);
  });

  after(async () => {
    await cluster.ssh('lb1', 'umount /mnt/full; rmdir /mnt/full; userdel -r ops 2>/dev/null');
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3play-faults-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function run(connection: string, play: string): Promise<Ended> {
    const inventory = `groups: { web: { hosts: { w1: { address: ${HOSTS.lb1}, connection: ${connection} } } } }\n`;
    await writeFile(join(folder, 'hosts.yml'), inventory);
    await writeFile(join(folder, 'play.yml'), play);
    return k3play(['run', 'play.yml', '-i', 'hosts.yml', '--output', 'plain'], { cwd: folder });
  }

  const known = `known_hosts: ${LAB_DIR}/known_hosts`;
  const key = `key: ${LAB_DIR}/id_ed25519`;
  const hello = '- hosts: web\n  tasks:\n    - { name: A task, debug: { message: hello } }\n';

  function assertTold({ code, stdout, stderr }: Ended, wanted: number, ...says: readonly RegExp[]): void {
    const said = stdout + stderr;
    assert.equal(code, wanted, said);
    for (const pattern of says) assert.match(said, pattern);
    assert.doesNotMatch(said, /^\s+at .*:\d+:\d+/m, 'no stack trace');
  }

  it('says which key was refused', async () => {
    await runProgram('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'other')]);

    const ended = await run(`{ user: root, key: ${join(folder, 'other')}, ${known} }`, hello);

    assertTold(ended, 4, /w1/, /root/, /other/);
  });

  it('refuses a host whose key has changed, and says what to do', async () => {
    await runProgram('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'host')]);
    const [type, changed] = (await readFile(join(folder, 'host.pub'), 'utf8')).split(' ');
    await writeFile(join(folder, 'known'), `${HOSTS.lb1} ${type} ${changed}\n`);

    const ended = await run(`{ user: root, ${key}, known_hosts: ${join(folder, 'known')} }`, hello);

    assertTold(ended, 4, /host key/, /SHA256:/);
  });

  it('says that the sudo password is wrong, before anything is touched', async () => {
    const ended = await run(
      `{ user: ops, ${key}, ${known}, become: true, become_password: the-wrong-password }`,
      '- hosts: web\n  tasks:\n    - { name: A task, copy: { content: x, dest: /home/ops/touched } }\n',
    );

    assertTold(ended, 2, /w1/, /sudo|password/);
    assert.doesNotMatch(ended.stdout + ended.stderr, /the-wrong-password/);
    assert.notEqual((await cluster.ssh('lb1', 'test -e /home/ops/touched')).code, 0);
  });

  it('becomes root with the right one, which no process shows', async () => {
    const ended = await run(
      `{ user: ops, ${key}, ${known}, become: true, become_password: the-right-password }`,
      `- hosts: web
  tasks:
    - { name: Who, shell: { script: "id -un; ps -eo args", readonly: true }, register: who }
    - name: Root, and nobody sees the password
      assert:
        that:
          - who.stdout_lines[0] == "root"
          - size(who.stdout_lines) > 5
          - "!who.stdout.contains('the-right')"
`,
    );

    assertTold(ended, 0);
  });

  it('keeps the old file when the disk of the host is full', async () => {
    await writeFile(join(folder, 'big'), Buffer.alloc(300_000, 'x'));
    const ended = await run(
      `{ user: root, ${key}, ${known} }`,
      '- hosts: web\n  tasks:\n    - { name: Place, copy: { src: big, dest: /mnt/full/kept } }\n',
    );

    assertTold(ended, 2, /\/mnt\/full/, /no space|full/i);
    const { stdout } = await cluster.ssh('lb1', 'ls -A /mnt/full; cat /mnt/full/kept');
    assert.equal(stdout, 'kept\nold\n');
  });

  it('keeps the old file when its own check refuses the new one', async () => {
    const ended = await run(
      `{ user: root, ${key}, ${known} }`,
      '- hosts: web\n  tasks:\n    - { name: Place, copy: { content: nonsense, dest: /etc/haproxy/haproxy.cfg, validate: haproxy -c -q -f %s } }\n',
    );

    assertTold(ended, 2, /haproxy/);
    assert.equal(
      (
        await cluster.ssh(
          'lb1',
          'haproxy -c -q -f /etc/haproxy/haproxy.cfg; ls -A /etc/haproxy | grep -c k3p',
        )
      ).stdout.trim(),
      '0',
    );
  });

  it('ends a command that takes too long, on the host too', async () => {
    const ended = await run(
      `{ user: root, ${key}, ${known} }`,
      '- hosts: web\n  tasks:\n    - { name: Sleep, shell: "sleep 987", timeout: 1 }\n',
    );

    assertTold(ended, 2, /1 s|timeout|too long/);
    assert.notEqual((await cluster.ssh('lb1', 'pgrep -f "^sleep 987"')).code, 0);
  });

  it('leaves a host alone that another run is changing, and names who that is', async () => {
    const connection = `{ user: root, ${key}, ${known} }`;
    const marker = `/tmp/${basename(folder)}`;
    const first = run(
      connection,
      `- hosts: web\n  tasks:\n    - { name: Long, shell: "touch ${marker}; sleep 6" }\n`,
    );
    while ((await cluster.ssh('lb1', `test -e ${marker}`)).code !== 0) await delay(100);
    await writeFile(join(folder, 'second.yml'), hello);

    const second = await k3play(['run', 'second.yml', '-i', 'hosts.yml', '--output', 'plain'], {
      cwd: folder,
    });
    const dryRun = await k3play(['run', 'second.yml', '-i', 'hosts.yml', '--output', 'plain', '--check'], {
      cwd: folder,
    });

    assertTold(second, 2, /w1 is being changed by another run: \S+@\S+ since/);
    assertTold(dryRun, 0);
    assertTold(await first, 0);
    assertTold(
      await k3play(['run', 'second.yml', '-i', 'hosts.yml', '--output', 'plain'], { cwd: folder }),
      0,
    );
    await cluster.ssh('lb1', `rm -f ${marker}`);
  });
});
