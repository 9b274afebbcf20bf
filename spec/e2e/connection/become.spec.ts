import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../../lib/core/secret.ts';
import type { Connection, ConnectionSettings } from '../../../lib/connection/connection.ts';
import { sh } from '../../../lib/connection/sh.ts';
import { failure, textOf } from '../../connection/here.ts';
import { type Sshd, startSshd } from './sshd.ts';
import { type SpecUser, addUser } from './user.ts';

describe('run as another user', () => {
  let sshd: Sshd;
  let user: SpecUser;
  let connection: Connection | undefined;

  before(async () => {
    sshd = await startSshd();
    user = addUser();
  });
  after(async () => {
    await sshd.stop();
    user.remove();
  });
  afterEach(async () => {
    await connection?.close();
    connection = undefined;
  });

  const connectWith = async (
    becomePassword?: string,
    more: Partial<ConnectionSettings> = {},
  ): Promise<Connection> => {
    connection = await sshd.connect({
      ...more,
      user: user.name,
      ...(becomePassword !== undefined && { becomePassword: new Secret(becomePassword) }),
    });
    return connection;
  };

  for (const [title, rule, hasPassword] of [
    ['without a password', 'ALL=(ALL) NOPASSWD: ALL', false],
    ['without a password, though one is set', 'ALL=(ALL) NOPASSWD: ALL', true],
    ['with a password', 'ALL=(ALL) ALL', true],
  ] as const) {
    it(`becomes root ${title}, in one shell that stays`, async () => {
      user.allow(rule);
      const host = await connectWith(hasPassword ? user.password : undefined);

      const outputs = await Promise.all([
        host.run(sh`id -un; echo "$HOME:$USER"; cat`, { user: 'root', stdin: 'in' }),
        host.run(sh`echo $PPID`, { user: 'root' }),
        host.run(sh`id -un`),
      ]);
      const again = await host.run(sh`echo $PPID`, { user: 'root' });

      assert.equal(textOf(outputs[0].stdout), 'root\n/root:root\nin');
      assert.equal(textOf(outputs[2].stdout), `${user.name}\n`);
      assert.equal(textOf(again.stdout), textOf(outputs[1].stdout));
    });
  }

  for (const setting of ['lecture=always', 'use_pty', 'log_output', 'timestamp_timeout=0, pwfeedback']) {
    it(`carries any bytes, megabytes too, where sudo has ${setting}`, async () => {
      user.allow(`ALL=(ALL) ALL\nDefaults:${user.name} ${setting}`);
      const host = await connectWith(user.password);
      const bytes = randomBytes(1_500_000);
      const path = join(sshd.folder, 'by-root');

      const { stdout, stderr } = await host.run(sh`cat; printf 'a\r\n\4\3b' >&2`, {
        user: 'root',
        stdin: bytes,
      });
      await host.upload({ kind: 'bytes', bytes }, { path, mode: '0600' }, { user: 'root' });
      await host.download(path, `${path}-back`, { user: 'root' });

      assert.ok(stdout.equals(bytes));
      assert.equal(textOf(stderr), 'a\r\n\u0004\u0003b');
      assert.ok(readFileSync(`${path}-back`).equals(bytes));
    });
  }

  for (const [title, spoil, code] of [
    ['the account has expired', ['-E', '0'], 'become-refused'],
    // sudo then asks by a prompt of its own, which is not answered.
    ['the password has expired', ['-d', '0'], 'become-timeout'],
  ] as const) {
    it(`fails, and hangs not, where ${title} since the login`, async () => {
      user.allow('ALL=(ALL) ALL');
      const host = await connectWith(user.password, { connectTimeoutMs: 1000 });
      await host.run(sh`:`);
      execFileSync('chage', [...spoil, user.name]);

      try {
        const run = host.run(sh`id`, { user: 'root' });

        await assert.rejects(run, failure('become', `connection/${code}`));
        assert.equal(textOf((await host.run(sh`echo fine`)).stdout), 'fine\n');
      } finally {
        execFileSync('chage', ['-E', '-1', '-d', '2026-01-01', user.name]);
      }
    });
  }

  it('asks no sudo to become who one is', async () => {
    user.allow('ALL=(nobody) ALL');
    const host = await connectWith();

    const { stdout } = await host.run(sh`id -un`, { user: user.name });

    assert.equal(textOf(stdout), `${user.name}\n`);
    assert.equal(host.stats.roundTrips, 1);
  });

  it('times out, is interrupted and loses its shell like any other', async () => {
    user.allow('ALL=(ALL) ALL');
    const host = await connectWith(user.password);
    const control = new AbortController();

    const slow = host.run(sh`sleep 60 & sleep 60`, { user: 'root', timeoutMs: 200 });
    await assert.rejects(slow, failure('timeout', 'connection/timeout'));
    const killer = host.run(sh`kill -9 $PPID`, { user: 'root' });
    await assert.rejects(killer, failure('lost', 'connection/shell-ended'));
    const stopped = host.run(sh`sleep 60`, { user: 'root', signal: control.signal });
    control.abort();
    await assert.rejects(stopped, failure('interrupted', 'connection/interrupted'));
    assert.equal(textOf((await host.run(sh`id -un`, { user: 'root' })).stdout), 'root\n');
  });

  it('transfers files with the rights of the user', async () => {
    user.allow('ALL=(ALL) ALL');
    const host = await connectWith(user.password);
    const path = `/root/.k3play-spec-${randomBytes(4).toString('hex')}`;
    const bytes = randomBytes(200_000);
    const local = join(sshd.folder, 'down');

    await host.upload(
      { kind: 'bytes', bytes },
      { path, mode: '0600', owner: user.name, group: 'root' },
      { user: 'root' },
    );
    const { uid, gid } = statSync(path);
    await host.download(path, local, { user: 'root' });
    rmSync(path);

    assert.equal(uid, statSync(user.home).uid);
    assert.equal(gid, 0);
    assert.ok(readFileSync(local).equals(bytes));
    const forbidden = host.upload({ kind: 'bytes', bytes }, { path, mode: '0600' });
    await assert.rejects(forbidden, failure('module', 'connection/not-written', /may not write in \/root/));
  });

  const refusals: readonly (readonly [string, string, string | undefined, string, RegExp])[] = [
    [
      'a password is wanted and none is set',
      'ALL=(ALL) ALL',
      undefined,
      'password-missing',
      /wants a password/,
    ],
    ['the password is wrong', 'ALL=(ALL) ALL', 'wrong', 'wrong-password', /did not accept/],
    ['the rules do not allow it', 'ALL=(nobody) ALL', '', 'become-refused', /not allowed/],
    [
      'a terminal is required',
      'ALL=(ALL) NOPASSWD: ALL\nDefaults requiretty',
      undefined,
      'become-refused',
      /tty/,
    ],
  ];
  for (const [title, rule, password, code, words] of refusals) {
    it(`fails, and hangs not, where ${title}`, async function () {
      this.timeout(20_000);
      user.allow(rule.replace('Defaults', `\nDefaults:${user.name}`).replace(`\n\n`, '\n'));
      const host = await connectWith(password === '' ? user.password : password);

      const run = host.run(sh`id`, { user: 'root' });

      await assert.rejects(run, failure('become', `connection/${code}`, words));
      await assert.rejects(run, (error: Error) => !error.message.includes(user.password));
      const started = Date.now();
      await assert.rejects(host.run(sh`id`, { user: 'root' }), failure('become', `connection/${code}`));
      assert.ok(Date.now() - started < 500, 'a wrong password is not tried again');
      assert.equal(textOf((await host.run(sh`echo fine`)).stdout), 'fine\n');
    });
  }

  it('fails where the user does not exist or has no name that a user can have', async () => {
    user.allow('ALL=(ALL) NOPASSWD: ALL');
    const host = await connectWith();

    await assert.rejects(
      host.run(sh`id`, { user: 'nobody-here' }),
      failure('become', 'connection/no-such-user'),
    );
    await assert.rejects(
      host.run(sh`id`, { user: 'a; touch /tmp/x' }),
      failure('become', 'connection/bad-user'),
    );
    assert.equal(existsSync('/tmp/x'), false);
  });

  it('lets root become another', async () => {
    connection = await sshd.connect();

    const { stdout } = await connection.run(sh`id -un; echo "$HOME"`, { user: user.name });

    assert.equal(textOf(stdout), `${user.name}\n${user.home}\n`);
  });

  it('shows the password to no process list and no log of sudo', async () => {
    user.allow('ALL=(ALL) ALL');
    const host = await connectWith(user.password);

    const { stdout } = await host.run(sh`cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null`, {
      user: 'root',
    });

    assert.equal(stdout.includes(user.password), false);
  });
});

describe('run as another user where there is no sudo', () => {
  let user: SpecUser;

  before(() => {
    user = addUser();
  });
  after(() => user.remove());

  for (const hidden of [['/usr/bin/sudo'], ['/usr/bin/sudo', '/usr/sbin/runuser']]) {
    it(`is what root can, and nobody else, without ${hidden.join(' and ')}`, async () => {
      const sshd = await startSshd([], hidden);
      try {
        const bytes = randomBytes(200_000);
        const [root, other] = [await sshd.connect(), await sshd.connect({ user: user.name })];

        const { stdout } = await root.run(sh`id -un; echo "$HOME"; cat | sha256sum`, {
          user: user.name,
          stdin: bytes,
        });
        await root.upload(
          { kind: 'bytes', bytes },
          { path: `${user.home}/up`, mode: '0600' },
          { user: user.name },
        );
        const refused = other.run(sh`id`, { user: 'root' });

        await assert.rejects(refused, failure('become', 'connection/sudo-missing'));
        const sum = createHash('sha256').update(bytes).digest('hex');
        assert.equal(textOf(stdout), `${user.name}\n${user.home}\n${sum}  -\n`);
        assert.equal(statSync(`${user.home}/up`).uid, statSync(user.home).uid);
        await Promise.all([root.close(), other.close()]);
      } finally {
        await sshd.stop();
      }
    });
  }
});
