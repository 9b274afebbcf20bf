import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Secret } from '../../../lib/core/secret.ts';
import type { ConnectionSettings, ConnectOptions } from '../../../lib/connection/connection.ts';
import { sh } from '../../../lib/connection/sh.ts';
import { failure, textOf } from '../../connection/here.ts';
import { type Sshd, startSshd, withSshd } from './sshd.ts';
import { type SpecUser, addUser } from './user.ts';

describe('logging in', () => {
  let sshd: Sshd;
  let user: SpecUser;

  before(async () => {
    sshd = await startSshd();
    user = addUser();
  });
  after(async () => {
    await sshd.stop();
    user.remove();
  });

  const whoIsIn = async (
    more: Partial<ConnectionSettings>,
    options?: Partial<ConnectOptions>,
  ): Promise<string> => {
    const connection = await sshd.connect(more, options);
    const { stdout } = await connection.run(sh`id -un`);
    await connection.close();
    return textOf(stdout).trim();
  };
  const keyless = { key: undefined, user: 'root' };

  it('takes the key that the inventory names', async () => {
    assert.equal(await whoIsIn({ user: user.name }), user.name);
  });

  it('takes an encrypted key with its passphrase, and says what is missing without it', async () => {
    const key = join(sshd.folder, 'locked');
    copyFileSync(sshd.key, key);
    chmodSync(key, 0o600);
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', key]);

    assert.equal(await whoIsIn({ key, passphrase: new Secret('open sesame') }), 'root');
    await assert.rejects(
      sshd.connect({ key }),
      failure('auth', 'connection/key-passphrase', /no passphrase/),
    );
    const wrong = sshd.connect({ key, passphrase: new Secret('nonsense') });
    await assert.rejects(wrong, failure('auth', 'connection/key-passphrase', /wrong/));
  });

  it('takes the usual keys of the home where none is named', async () => {
    const home = join(sshd.folder, 'home');
    mkdirSync(join(home, '.ssh'), { recursive: true });
    copyFileSync(sshd.key, join(home, '.ssh/id_ed25519'));
    chmodSync(join(home, '.ssh/id_ed25519'), 0o600);

    assert.equal(await whoIsIn(keyless, { home }), 'root');
  });

  it('takes the key, user and address of the ssh configuration', async () => {
    const sshConfig = join(sshd.folder, 'ssh_config');
    writeFileSync(
      sshConfig,
      `Host h1\n  HostName 127.0.0.1\n  Port ${sshd.port}\n  User ${user.name}\n  IdentityFile ${sshd.key}\n  IdentitiesOnly yes\n`,
    );

    const settings = { address: undefined, port: undefined, user: undefined, key: undefined };

    assert.equal(await whoIsIn(settings, { sshConfig }), user.name);
  });

  it('signs by a key of a file at once, and by one of the agent once the host would take it', () =>
    withSshd(['LogLevel VERBOSE'], async (telling) => {
      const askedFirst = (): boolean => /Postponed publickey/.test(readFileSync(telling.log, 'utf8'));
      const logIn = async (...how: Parameters<Sshd['connect']>): Promise<void> => {
        await (await telling.connect(...how)).close();
      };
      await logIn();
      assert.equal(askedFirst(), false);

      await withAgent(telling.folder, [telling.key], (agentSocket) => logIn(keyless, { agentSocket }));
      assert.equal(askedFirst(), true);
    }));

  for (const [type, bits] of [
    ['ecdsa', 256],
    ['ecdsa', 521],
    ['rsa', 2048],
  ] as const) {
    it(`takes a key of ${type} with ${bits} bits`, async () => {
      const key = join(sshd.folder, `id_${type}_${bits}`);
      execFileSync('ssh-keygen', ['-q', '-t', type, '-b', `${bits}`, '-N', '', '-f', key]);
      appendFileSync(`${sshd.key}.pub`, readFileSync(`${key}.pub`));

      assert.equal(await whoIsIn({ key }), 'root');
    });
  }

  it('agrees on a key as costs the host least, or as the ssh configuration says', () =>
    withSshd(['LogLevel DEBUG'], async (telling) => {
      const agreeing = async (options: Partial<ConnectOptions>): Promise<string | undefined> => {
        writeFileSync(telling.log, '');
        await (await telling.connect({}, options)).close();
        return /kex: algorithm: (\S+)/.exec(readFileSync(telling.log, 'utf8'))?.[1];
      };
      const sshConfig = join(telling.folder, 'ssh_config');
      writeFileSync(sshConfig, 'KexAlgorithms -ecdh-*\n');

      assert.equal(await agreeing({}), 'ecdh-sha2-nistp256');
      assert.equal(await agreeing({ sshConfig }), 'curve25519-sha256');
    }));

  it('agrees on a key in another way where the host has not that', () =>
    withSshd(['KexAlgorithms diffie-hellman-group16-sha512'], async (strict) => {
      await (await strict.connect()).close();
    }));

  it('takes a key of the agent', async () => {
    await withAgent(sshd.folder, [sshd.key], async (agentSocket) => {
      assert.equal(await whoIsIn(keyless, { agentSocket }), 'root');
    });
  });

  it('takes from the agent only the named key, where one is named and it is encrypted', async () => {
    const locked = join(sshd.folder, 'locked-for-agent');
    copyFileSync(sshd.key, locked);
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', locked]);
    const others = Array.from({ length: 7 }, (_, i) => {
      const path = join(sshd.folder, `other${i}`);
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
      return path;
    });
    await withAgent(sshd.folder, [...others, sshd.key], async (agentSocket) => {
      assert.equal(await whoIsIn({ key: locked }, { agentSocket }), 'root');
      const tooMany = sshd.connect(keyless, { agentSocket });
      await assert.rejects(
        tooMany,
        failure('auth', 'connection/auth', /agent \(8 keys\).*Too many authentication failures/),
      );
    });
  });

  it('takes a password', async () => {
    const password = new Secret(user.password);

    assert.equal(await whoIsIn({ key: undefined, user: user.name, password }), user.name);
  });

  it('takes a password where the host asks for it by questions', () =>
    withSshd(
      ['UsePAM yes', 'PasswordAuthentication no', 'KbdInteractiveAuthentication yes'],
      async (asking) => {
        const connection = await asking.connect({
          key: undefined,
          user: user.name,
          password: new Secret(user.password),
        });
        const { stdout } = await connection.run(sh`id -un`);
        await connection.close();

        assert.equal(textOf(stdout), `${user.name}\n`);
      },
    ));

  it('goes on where the host wants a key and a password', () =>
    withSshd(['AuthenticationMethods publickey,password'], async (strict) => {
      const connection = await strict.connect({ user: user.name, password: new Secret(user.password) });
      await connection.close();
      const half = strict.connect({ user: user.name });
      await assert.rejects(half, failure('auth', 'connection/auth', /the host wants more.*accepts password/));
    }));

  it('says who was refused, what was tried and what would be accepted, and no secret', async () => {
    const connecting = sshd.connect({ key: sshd.hostKey, user: user.name, password: new Secret('nonsense') });

    await assert.rejects(
      connecting,
      failure(
        'auth',
        'connection/auth',
        new RegExp(`user "${user.name}".*key .*host_key, password.*accepts publickey`),
      ),
    );
    await assert.rejects(connecting, (error: Error) => !/nonsense/.test(error.message));
  });

  it('says so where there is nothing to try', async () => {
    await assert.rejects(sshd.connect(keyless), failure('auth', 'connection/auth', /nothing to try/));
    const agentSocket = join(sshd.folder, 'no-agent');
    await assert.rejects(
      sshd.connect(keyless, { agentSocket }),
      failure('auth', 'connection/auth', /agent .* does not answer/),
    );
  });

  it('names a key that is missing or open to others', async () => {
    const open = join(sshd.folder, 'open');
    writeFileSync(open, readFileSync(sshd.key), { mode: 0o644 });

    await assert.rejects(
      sshd.connect({ key: '/no/key' }),
      failure('auth', 'connection/key-missing', /^h1: .*\/no\/key/),
    );
    await assert.rejects(sshd.connect({ key: open }), failure('auth', 'connection/key-permissions', /0644/));
  });
});

async function withAgent(
  folder: string,
  keys: readonly string[],
  body: (socket: string) => Promise<void>,
): Promise<void> {
  const socket = join(folder, `agent-${Date.now()}`);
  const agent: ChildProcess = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  try {
    await pause(200);
    execFileSync('ssh-add', ['-q', ...keys], { env: { SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
    await body(socket);
  } finally {
    agent.kill();
    await once(agent, 'exit');
  }
}
