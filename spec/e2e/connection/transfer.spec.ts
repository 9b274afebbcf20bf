import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from '../../../lib/connection/connection.ts';
import { failure } from '../../connection/here.ts';
import { type Sshd, startSshd } from './sshd.ts';

const DISK_BYTES = 1024 * 1024;

describe('transfers over ssh', () => {
  let sshd: Sshd;
  let connection: Connection;
  let folder: string;

  before(async () => {
    sshd = await startSshd();
  });
  after(() => sshd.stop());
  beforeEach(async () => {
    folder = join(sshd.folder, randomBytes(4).toString('hex'));
    mkdirSync(folder);
    connection = await sshd.connect();
  });
  afterEach(() => connection.close());

  it('carries 20 MB each way', async () => {
    const [source, target, back] = ['source', 'target', 'back'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(source, randomBytes(20_000_000));

    await connection.upload({ kind: 'file', path: source }, { path: target, mode: '0755' });
    await connection.download(target, back);

    assert.ok(readFileSync(back).equals(readFileSync(source)));
    assert.equal(statSync(target).mode & 0o777, 0o755);
    assert.deepEqual(readdirSync(folder).sort(), ['back', 'source', 'target']);
  });

  it('gives the file the owner and group asked for, else those of the file it replaces', async () => {
    const path = join(folder, 'target');
    writeFileSync(path, 'old');
    chownSync(path, 1234, 2345);
    const bytes = Buffer.from('new');

    await connection.upload({ kind: 'bytes', bytes }, { path, mode: '0600' });
    const kept = statSync(path);
    await connection.upload(
      { kind: 'bytes', bytes },
      { path, mode: '4755', owner: 'nobody', group: 'daemon' },
    );
    const given = statSync(path);

    assert.deepEqual([kept.uid, kept.gid], [1234, 2345]);
    assert.deepEqual([given.uid, given.gid, given.mode & 0o7777], [65534, 1, 0o4755]);
  });

  describe('to a full disk', () => {
    let disk: string;

    beforeEach(() => {
      disk = join(folder, 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'k3play-spec', disk]);
      writeFileSync(join(disk, 'target'), 'old');
    });
    afterEach(() => execFileSync('umount', ['-l', disk]));

    for (const [size, room] of [
      [6_000_000, DISK_BYTES - 8192],
      [2_000_000, DISK_BYTES - 8192],
      [50_000, 20_000],
    ] as const) {
      it(`says so for ${size} bytes, and leaves the old file and nothing else`, async () => {
        writeFileSync(join(disk, 'filler'), Buffer.alloc(DISK_BYTES - 4096 - room));
        const path = join(disk, 'target');

        const upload = connection.upload({ kind: 'bytes', bytes: randomBytes(size) }, { path, mode: '0600' });

        await assert.rejects(upload, failure('module', 'connection/no-space', new RegExp(`^h1: .*${path}`)));
        assert.equal(readFileSync(path, 'utf8'), 'old');
        assert.deepEqual(readdirSync(disk).sort(), ['filler', 'target']);
      });
    }

    // Of a large one, much has come that nobody reads any more.
    for (const size of [2_000_000, 40_000_000]) {
      it(`says so of a download of ${size} bytes, and leaves the old file and nothing else`, async () => {
        const [source, here] = [join(folder, 'source'), join(disk, 'target')];
        writeFileSync(source, randomBytes(size));

        const download = connection.download(source, here);

        const expected = failure('module', 'connection/not-written-here', /disk\/target cannot be .*ENOSPC/);
        await assert.rejects(download, expected);
        assert.equal(readFileSync(here, 'utf8'), 'old');
        assert.deepEqual(readdirSync(disk), ['target']);
      });
    }
  });

  it('leaves the old file and nothing else when the connection is cut in the middle', async () => {
    const path = join(folder, 'target');
    writeFileSync(path, 'old');

    const upload = connection.upload(
      { kind: 'bytes', bytes: Buffer.alloc(400_000_000) },
      { path, mode: '0600' },
    );
    const lost = assert.rejects(upload, failure('lost', 'connection/lost'));
    while (!readdirSync(folder).some((name) => name.startsWith('.k3play-'))) await pause(10);
    for (const session of sshd.sessions()) process.kill(session, 'SIGKILL');

    await lost;
    await pause(500);
    assert.equal(readFileSync(path, 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder), ['target']);
  });

  it('leaves the old file and nothing else when interrupted in the middle', async () => {
    const path = join(folder, 'target');
    writeFileSync(path, 'old');
    const control = new AbortController();
    const { signal } = control;

    const upload = connection.upload(
      { kind: 'bytes', bytes: Buffer.alloc(400_000_000) },
      { path, mode: '0600' },
      { signal },
    );
    const interrupted = assert.rejects(upload, failure('interrupted', 'connection/interrupted'));
    while (!readdirSync(folder).some((name) => name.startsWith('.k3play-'))) await pause(10);
    control.abort();

    await interrupted;
    await pause(500);
    assert.equal(readFileSync(path, 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder), ['target']);
    await connection.upload({ kind: 'bytes', bytes: Buffer.from('new') }, { path, mode: '0600' });
    assert.equal(readFileSync(path, 'utf8'), 'new');
  });
});
