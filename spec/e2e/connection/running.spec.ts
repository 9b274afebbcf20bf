import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from '../../../lib/connection/connection.ts';
import { sh } from '../../../lib/connection/sh.ts';
import { failure, textOf } from '../../connection/here.ts';
import { type Sshd, childrenOf, listShellFolders, startSshd } from './sshd.ts';

describe('run over ssh', () => {
  let sshd: Sshd;
  let connection: Connection;
  let foldersBefore: readonly string[];

  before(async () => {
    foldersBefore = listShellFolders();
    sshd = await startSshd(['PrintMotd yes']);
  });
  after(() => sshd.stop());
  beforeEach(async () => {
    connection = await sshd.connect();
  });
  afterEach(() => connection.close());

  it('answers many scripts in one round trip, in order', async () => {
    await connection.run(sh`:`);
    const before = connection.stats.roundTrips;

    const outputs = await Promise.all(
      Array.from({ length: 50 }, (_, i) => connection.run(sh`echo ${i}; exit ${i}`)),
    );

    assert.deepEqual(
      outputs.map(({ code, stdout }) => [code, textOf(stdout)]),
      outputs.map((_, i) => [i, `${i}\n`]),
    );
    assert.equal(connection.stats.roundTrips - before, 1);
  });

  it('carries 5 MB of any bytes each way, and a script of 300 KB', async () => {
    const bytes = randomBytes(5_000_000);

    const back = await connection.run(sh`cat; echo >&2 done`, { stdin: bytes });
    const large = await connection.run(sh.raw(`${'x=0123456789\n'.repeat(25_000)}echo "$x"`));

    assert.ok(back.stdout.equals(bytes));
    assert.equal(textOf(back.stderr), 'done\n');
    assert.equal(textOf(large.stdout), '0123456789\n');
  });

  it('ends a script in time, with all it started', async () => {
    const mark = `${3600 + Math.floor(Math.random() * 1e6)}`;

    await assert.rejects(
      connection.run(sh`sleep ${mark} & sleep ${mark}`, { timeoutMs: 200 }),
      failure('timeout', 'connection/timeout', /^h1: /),
    );
    const { stdout } = await connection.run(sh`ps -eo args | grep -c "^sleep ${mark}$"`);

    assert.equal(textOf(stdout), '0\n');
  });

  it('opens a new shell on the same connection when a script killed the old one', async () => {
    await assert.rejects(connection.run(sh`kill -9 $PPID`), failure('lost', 'connection/shell-ended'));

    const { stdout } = await connection.run(sh`echo again`);

    assert.equal(textOf(stdout), 'again\n');
    assert.equal(sshd.sessions().length, 1);
  });

  it('says that the connection is lost when it is cut, to all who wait and all who come', async () => {
    const running = connection.run(sh`sleep 2`);
    const waiting = connection.run(sh`echo`);
    await pause(300);

    for (const session of sshd.sessions()) process.kill(session, 'SIGKILL');

    await assert.rejects(running, failure('lost', 'connection/lost', /^h1: /));
    await assert.rejects(waiting, failure('lost', 'connection/lost'));
    await assert.rejects(connection.run(sh`echo`), failure('lost', 'connection/lost'));
    const upload = connection.upload(
      { kind: 'bytes', bytes: Buffer.alloc(1e5) },
      { path: '/tmp/x', mode: '0600' },
    );
    await assert.rejects(upload, failure('lost', 'connection/lost'));
  });

  it('lets a script finish that runs when the connection is cut, and begins none that waits', async () => {
    const [finished, begun] = [join(sshd.folder, 'finished'), join(sshd.folder, 'begun')];
    const runs = [connection.run(sh`sleep 1; echo >${finished}`), connection.run(sh`echo >${begun}`)];
    const lost = runs.map((run) => assert.rejects(run, failure('lost', 'connection/lost')));
    await pause(400);

    for (const session of sshd.sessions()) process.kill(session, 'SIGKILL');
    await Promise.all(lost);
    await pause(1500);

    connection = await sshd.connect();
    const { stdout } = await connection.run(sh`test -e ${finished}; echo $?; test -e ${begun}; echo $?`);
    assert.equal(textOf(stdout), '0\n1\n');
  });

  after('leaves no process and no folder on the host', async () => {
    await pause(300);
    assert.deepEqual(childrenOf(sshd.pid), []);
    assert.deepEqual(listShellFolders(), foldersBefore);
  });
});
