import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { K3Error } from '../../../lib/core/errors.ts';
import type { Connection } from '../../../lib/connection/connection.ts';
import { sh } from '../../../lib/connection/sh.ts';
import { failure, textOf } from '../../connection/here.ts';
import { eventually } from './eventually.ts';
import { type Sshd, listShellFolders, startSshd, withSshd } from './sshd.ts';
import { type SpecUser, addUser } from './user.ts';

const MEGABYTE = randomBytes(1_000_000);

describe('a host that opens one channel a connection (MaxSessions 1)', () => {
  let sshd: Sshd;
  let user: SpecUser;
  let connection: Connection;

  let foldersBefore: readonly string[];

  before(async () => {
    foldersBefore = listShellFolders();
    sshd = await startSshd(['MaxSessions 1', 'MaxStartups 100']);
    user = addUser();
    user.allow('ALL=(ALL) NOPASSWD: ALL');
  });
  after('leaves no folder on the host', async () => {
    await sshd.stop();
    await eventually('the shells are gone', () =>
      listShellFolders().every((folder) => foldersBefore.includes(folder)),
    );
  });
  after(() => user.remove());
  beforeEach(async () => {
    connection = await sshd.connect({ user: user.name });
  });
  afterEach(() => connection.close());

  it('runs scripts as the login user and as root at once, each in a shell that stays', async () => {
    const pids = (): Promise<readonly string[]> =>
      Promise.all(
        [undefined, 'root'].map(async (name) =>
          textOf((await connection.run(sh`echo "$(id -un) $PPID"`, { user: name })).stdout),
        ),
      );

    const first = await pids();
    const second = await pids();

    assert.deepEqual(
      first.map((line) => line.split(' ')[0]),
      [user.name, 'root'],
    );
    assert.deepEqual(second, first);
    assert.equal(sshd.sessions().length, 2);
  });

  for (const owner of [undefined, 'root']) {
    it(`carries 1 MB up and down as ${owner ?? 'the login user'} while shells are open`, async () => {
      const [source, back] = [join(sshd.folder, 'source'), join(sshd.folder, 'back')];
      const path = join(owner === undefined ? user.home : sshd.folder, 'target');
      writeFileSync(source, MEGABYTE);
      await Promise.all([connection.run(sh`:`), connection.run(sh`:`, { user: 'root' })]);

      for (let round = 0; round < 2; round += 1) {
        await connection.upload({ kind: 'file', path: source }, { path, mode: '0600' }, { user: owner });
        await connection.download(path, back, { user: owner });
      }

      assert.ok(readFileSync(path).equals(MEGABYTE));
      assert.ok(readFileSync(back).equals(MEGABYTE));
      // sshd may still be counting the transfer before, so one more than three is possible.
      assert.ok([3, 4].includes(sshd.sessions().length), String(sshd.sessions().length));
    });
  }

  it('closes all its connections with the first', async () => {
    await Promise.all([connection.run(sh`:`), connection.run(sh`:`, { user: 'root' })]);

    await connection.close();

    await assert.rejects(connection.run(sh`:`), failure('lost', 'connection/closed'));
    await eventually('no session is left', () => sshd.sessions().length === 0);
  });

  for (const index of [0, 1]) {
    it(`is lost as a whole with connection ${index + 1} of two`, async () => {
      await connection.run(sh`:`);
      await connection.run(sh`:`, { user: 'root' });
      const running = [undefined, 'root'].map((name) => connection.run(sh`sleep 3`, { user: name }));
      const all = Promise.all(
        running.map((run) => assert.rejects(run, failure('lost', 'connection/lost', /^h1: /))),
      );

      process.kill(sshd.sessions()[index] ?? 0);

      await all;
      await assert.rejects(connection.run(sh`:`), failure('lost', 'connection/lost'));
      await eventually('no session is left', () => sshd.sessions().length === 0);
    });
  }

  it('forgets a further connection that ends while nothing runs on it', async () => {
    const path = join(user.home, 'twice');
    const upload = (): Promise<void> =>
      connection.upload({ kind: 'bytes', bytes: MEGABYTE }, { path, mode: '0600' });
    await connection.run(sh`:`);
    await upload();

    process.kill(sshd.sessions()[1] ?? 0);
    await eventually('the session is gone', () => sshd.sessions().length === 1);
    await upload();

    assert.equal(textOf((await connection.run(sh`echo fine`)).stdout), 'fine\n');
    assert.equal(sshd.sessions().length, 2);
  });

  it('opens no more than eight connections, and says what helps', async () => {
    const users = ['root', 'daemon', 'bin', 'sys', 'games', 'man', 'lp', undefined];
    const runs = await Promise.all(users.map((name) => connection.run(sh`id -un`, { user: name })));

    const ninth = connection.run(sh`:`, { user: 'mail' });

    await assert.rejects(ninth, failure('unreachable', 'connection/channel-refused', /no further channel/));
    await assert.rejects(ninth, (error: K3Error) => /MaxSessions/.test(error.hint ?? ''));
    assert.deepEqual(
      runs.map(({ stdout }) => textOf(stdout).trim()),
      users.map((name) => name ?? user.name),
    );
    assert.equal(textOf((await connection.run(sh`echo fine`)).stdout), 'fine\n');
  });

  it('goes by the same jump host, whose connection it shares', async () => {
    const beyond = await sshd.connect({ jump: `root@127.0.0.1:${sshd.port}` });

    await beyond.run(sh`:`);
    await beyond.upload(
      { kind: 'bytes', bytes: MEGABYTE },
      { path: join(sshd.folder, 'beyond'), mode: '0600' },
    );
    const { bytesSent } = beyond.stats;
    const sessions = sshd.sessions().length;
    await beyond.close();

    // This spec's own connection, the jump host's, and two to the host.
    assert.equal(sessions, 4);
    assert.ok(bytesSent > MEGABYTE.length && bytesSent < 1.2 * MEGABYTE.length, String(bytesSent));
  });
});

describe('a host that opens no channel at all', () => {
  it('is said to do so', () =>
    withSshd(['MaxSessions 0'], async (sshd) => {
      const connection = await sshd.connect();
      const run = connection.run(sh`:`);
      await assert.rejects(run, failure('unreachable', 'connection/channel-refused'));
      await connection.close();
    }));
});
