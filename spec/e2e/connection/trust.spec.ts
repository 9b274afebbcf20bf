import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { K3Error } from '../../../lib/core/errors.ts';
import type { ConnectionSettings, ConnectOptions } from '../../../lib/connection/connection.ts';
import { sh } from '../../../lib/connection/sh.ts';
import { failure, textOf } from '../../connection/here.ts';
import { type Sshd, startSshd, withSshd } from './sshd.ts';

describe('host keys', () => {
  let sshd: Sshd;
  let name: string;
  let base64: string;
  let fingerprint: string;

  before(async () => {
    sshd = await startSshd();
    name = `[127.0.0.1]:${sshd.port}`;
    base64 = readFileSync(`${sshd.hostKey}.pub`, 'utf8').split(' ')[1] ?? '';
    fingerprint =
      execFileSync('ssh-keygen', ['-lf', `${sshd.hostKey}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '';
  });
  after(() => sshd.stop());

  const knowing = (text: string): string => {
    const path = join(sshd.folder, 'known');
    writeFileSync(path, text);
    return path;
  };
  const goesThrough = async (
    more: Partial<ConnectionSettings>,
    options?: Partial<ConnectOptions>,
  ): Promise<void> => {
    const connection = await sshd.connect(more, options);
    assert.equal(textOf((await connection.run(sh`echo in`)).stdout), 'in\n');
    await connection.close();
  };

  it('are verified by plain, hashed and wildcard names', async () => {
    const hashed = knowing(`${name} ssh-ed25519 ${base64}\n`);
    execFileSync('ssh-keygen', ['-H', '-f', hashed], { stdio: 'ignore' });
    assert.match(readFileSync(hashed, 'utf8'), /^\|1\|/);

    await goesThrough({ knownHosts: hashed });
    await goesThrough({ knownHosts: knowing(`[127.*]:${sshd.port} ssh-ed25519 ${base64}\n`) });
    await goesThrough({ knownHosts: knowing(`127.0.0.1 ssh-ed25519 ${base64}\n`) });
  });

  it('are not proved on the host but for the one that was asked for', () =>
    withSshd(['LogLevel DEBUG3'], async (talkative) => {
      const connection = await talkative.connect();
      await connection.run(sh`:`);
      await connection.close();

      const said = readFileSync(talkative.log, 'utf8');
      assert.match(said, /sent 1 hostkeys/);
      assert.ok(!said.includes('hostkeys-prove'));
    }));

  it('are asked for by the types that are known', async () => {
    const rsa = join(sshd.folder, 'host_rsa');
    execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-N', '', '-f', rsa]);
    const known = readFileSync(`${rsa}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
    await withSshd([`HostKey ${rsa}`], async (both) => {
      const connection = await both.connect({ knownHosts: knowing(`[127.0.0.1]:${both.port} ${known}\n`) });

      assert.equal((await connection.run(sh`:`)).code, 0);
      await connection.close();
    });
  });

  const OTHER = 'AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  const refusals: readonly (readonly [string, (name: string, key: string) => string, string, RegExp])[] = [
    ['unknown', () => '', 'host-key-unknown', /not known/],
    [
      'changed',
      (host) => `\n${host} ssh-ed25519 ${OTHER}\n`,
      'host-key-changed',
      /known:2 has ssh-ed25519 SHA256:/,
    ],
    ['revoked', (host, key) => `@revoked ${host} ssh-ed25519 ${key}\n`, 'host-key-revoked', /known:1/],
    [
      'only vouched for',
      (host, key) => `@cert-authority ${host} ssh-ed25519 ${key}\n`,
      'host-key-unknown',
      /certificate/,
    ],
  ];
  for (const [title, write, code, words] of refusals) {
    it(`are refused where ${title}, with the fingerprint and what to do`, async () => {
      const connecting = sshd.connect({ knownHosts: knowing(write(name, base64)) });

      await assert.rejects(connecting, failure('auth', `connection/${code}`, words));
      const error = await connecting.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof K3Error && error.hint !== undefined);
      assert.ok(error.message.includes(fingerprint), error.message);
    });
  }

  it('are remembered by accept-new, once, and then verified', async () => {
    const knownHosts = join(sshd.folder, 'fresh/known_hosts');

    await goesThrough({ knownHosts, hostKey: 'accept-new' });
    await goesThrough({ knownHosts, hostKey: 'accept-new' });
    await goesThrough({ knownHosts, hostKey: 'strict' });

    assert.equal(readFileSync(knownHosts, 'utf8'), `${name} ssh-ed25519 ${base64}\n`);
    assert.equal(statSync(knownHosts).mode & 0o777, 0o600);
    assert.equal(statSync(join(sshd.folder, 'fresh')).mode & 0o777, 0o700);
  });

  it('are added on a line of their own', async () => {
    const knownHosts = knowing('# no line end');

    await goesThrough({ knownHosts, hostKey: 'accept-new' });

    assert.match(readFileSync(knownHosts, 'utf8'), /^# no line end\n\[127/);
  });

  it('are refused by accept-new where they changed', async () => {
    const knownHosts = knowing(`${name} ssh-ed25519 ${OTHER}\n`);

    await assert.rejects(
      sshd.connect({ knownHosts, hostKey: 'accept-new' }),
      failure('auth', 'connection/host-key-changed'),
    );
  });

  it('are not looked at where that is asked for', async () => {
    await goesThrough({ knownHosts: knowing(`${name} ssh-ed25519 ${OTHER}\n`), hostKey: 'off' });
  });

  it('are kept where the ssh configuration says, under the alias it says', async () => {
    const sshConfig = join(sshd.folder, 'ssh_config');
    const known = join(sshd.folder, 'by_alias');
    writeFileSync(
      sshConfig,
      `Host *\n  HostKeyAlias cluster\n  UserKnownHostsFile ${known}\n  StrictHostKeyChecking accept-new\n`,
    );

    await goesThrough({ knownHosts: undefined }, { sshConfig });

    assert.ok(existsSync(known));
    assert.match(readFileSync(known, 'utf8'), /^cluster ssh-ed25519 /);
  });
});
