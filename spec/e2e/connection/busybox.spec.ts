import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HostConnection } from '../../../lib/connection/host-connection.ts';
import { sh } from '../../../lib/connection/sh.ts';
import { failure, textOf } from '../../connection/here.ts';
import { WrappedTransport } from './wrapped-transport.ts';

describe('a host with nothing but busybox', () => {
  let root: string;
  let connection: HostConnection;

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'k3play-busybox-'));
    for (const folder of ['bin', 'dev', 'tmp', 'proc', 'root', 'etc']) mkdirSync(join(root, folder));
    copyFileSync('/bin/busybox', join(root, 'bin/busybox'));
    const libraries = execFileSync('ldd', ['/bin/busybox'], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
    for (const library of libraries) {
      mkdirSync(join(root, dirname(library)), { recursive: true });
      copyFileSync(library, join(root, library));
    }
    execFileSync('chroot', [root, '/bin/busybox', '--install', '-s', '/bin']);
    execFileSync('mknod', ['-m', '666', join(root, 'dev/null'), 'c', '1', '3']);
    writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  });
  after(() => rmSync(root, { recursive: true, force: true }));
  beforeEach(() => {
    const transport = new WrappedTransport(['/usr/sbin/chroot', root], { PATH: '/bin', HOME: '/root' });
    connection = new HostConnection(transport);
  });
  afterEach(() => connection.close());

  it('runs scripts, ends those that take too long, and keeps nothing', async () => {
    const bytes = randomBytes(100_000);

    const outputs = await Promise.all([
      connection.run(sh`cat; echo err >&2; exit 4`, { stdin: bytes }),
      connection.run(sh`head -c 1000000 /bin/busybox`, { maxOutputBytes: 1000 }),
    ]);
    const slow = connection.run(sh`sleep 60 & sleep 60`, { timeoutMs: 200 });
    await assert.rejects(slow, failure('timeout', 'connection/timeout'));
    await assert.rejects(connection.run(sh`kill -9 $PPID`), failure('lost', 'connection/shell-ended'));
    const last = await connection.run(sh`echo fine`);
    await connection.close();

    assert.ok(outputs[0].stdout.equals(bytes));
    assert.equal(outputs[0].code, 4);
    assert.equal(outputs[1].stdout.length, 1000);
    assert.equal(textOf(last.stdout), 'fine\n');
    assert.deepEqual(readdirSync(join(root, 'tmp')), []);
  });

  for (const size of [100, 1_000_000]) {
    it(`takes and gives files of ${size} bytes`, async () => {
      const bytes = randomBytes(size);
      const back = join(root, 'back');

      await connection.upload(
        { kind: 'bytes', bytes },
        { path: '/etc/file', mode: '0640', backupSuffix: '.old' },
      );
      await connection.upload(
        { kind: 'bytes', bytes },
        { path: '/etc/file', mode: '0640', validate: 'test -s %s' },
      );
      await connection.download('/etc/file', back);

      assert.ok(readFileSync(back).equals(bytes));
      assert.equal(statSync(join(root, 'etc/file')).mode & 0o777, 0o640);
      const refused = connection.upload(
        { kind: 'bytes', bytes },
        { path: '/etc/file', mode: '0640', validate: 'false %s' },
      );
      await assert.rejects(refused, failure('module', 'connection/validate-refused'));
    });
  }
});
