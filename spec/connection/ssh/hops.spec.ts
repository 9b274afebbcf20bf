import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { ConnectionSettings } from '../../../lib/connection/connection.ts';
import { type Hop, planHops } from '../../../lib/connection/ssh/hops.ts';
import { withFolder } from '../../support/temporary-folder.ts';
import { failure } from '../here.ts';

interface Case {
  readonly title: string;
  readonly config?: string;
  readonly settings?: ConnectionSettings;
  readonly expected: Partial<Hop>;
}

const CASES: readonly Case[] = [
  {
    title: 'uses the defaults of ssh where nothing is said',
    expected: {
      name: 'w1',
      address: 'w1',
      port: 22,
      user: userInfo().username,
      hostKey: 'strict',
      timeoutMs: 10_000,
    },
  },
  {
    title: 'takes the word of the configuration',
    config: 'Host w1\n  HostName 10.0.0.1\n  User admin\n  Port 2222\n  StrictHostKeyChecking accept-new\n',
    expected: { address: '10.0.0.1', user: 'admin', port: 2222, hostKey: 'accept-new' },
  },
  {
    title: 'prefers the inventory',
    config: 'Host w1\n  HostName 10.0.0.1\n  User admin\n  Port 2222\n  StrictHostKeyChecking no\n',
    settings: { address: '10.0.0.9', user: 'root', port: 22, hostKey: 'strict' },
    expected: { user: 'root', port: 22, hostKey: 'strict' },
  },
  {
    title: 'looks for the address as well as for the name',
    config: 'Host 10.0.0.*\n  User net\nHost w1\n  Port 2200\nHost *\n  User other\n  Port 1\n',
    settings: { address: '10.0.0.9' },
    expected: { address: '10.0.0.9', user: 'net', port: 2200 },
  },
  {
    title: 'takes the first word on a setting',
    config: 'User first\nHost *\n  User second\n',
    expected: { user: 'first' },
  },
  {
    title: 'asks every ten seconds whether the host is there, where the configuration says "never"',
    config: 'ServerAliveInterval 0\n',
    expected: { keepAlive: { intervalMs: 10_000, count: 3 } },
  },
  {
    title: 'asks as often whether the host is there as the configuration says',
    config: 'ServerAliveInterval 5\nServerAliveCountMax 1\n',
    expected: { keepAlive: { intervalMs: 5000, count: 1 } },
  },
  {
    title: 'takes the key exchanges of the configuration',
    config: 'Host w1\n  KexAlgorithms curve25519-sha256\n',
    expected: { kex: ['curve25519-sha256'] },
  },
  {
    title: 'leaves out hosts that are excluded',
    config: 'Host * !w1\n  User not-this\n',
    expected: { user: userInfo().username },
  },
  {
    title: 'understands Match by host and user',
    config:
      'Match host w1 localuser nobody-here\n  User a\nMatch originalhost w* all\n  User b\nMatch user b\n  Port 77\n',
    expected: { user: 'b', port: 77 },
  },
  {
    title: 'keeps the alias of a key and does not loosen "no"',
    config: 'Host w1\n  HostKeyAlias cluster\n  StrictHostKeyChecking no\n',
    expected: { hostKeyAlias: 'cluster', hostKey: 'accept-new' },
  },
  {
    title: 'notes a ProxyCommand that it does not run',
    config: 'Host w1\n  ProxyCommand nc %h %p\n',
    expected: { ignoredProxyCommand: true },
  },
];

describe('planHops', () => {
  for (const { title, config = '', settings = {}, expected } of CASES) {
    it(title, () =>
      withHome(config, (home) => {
        const hops = planHops('w1', settings, { home });

        assert.equal(hops.length, 1);
        assert.deepEqual({ ...hops[0], ...expected }, hops[0]);
      }),
    );
  }

  it('expands the home and the names in the paths of keys and known hosts', () =>
    withHome(
      'Host w1\n HostName h.%h\n User u\n IdentityFile ~/.ssh/%r@%h\n IdentityFile "%d/a b"\n UserKnownHostsFile ~/kh1 ~/kh2\n',
      (home) => {
        const [hop] = planHops('w1', {}, { home });

        assert.ok(hop);
        assert.deepEqual(hop.keys.configured, [join(home, '.ssh/u@h.w1'), join(home, 'a b')]);
        assert.deepEqual(hop.knownHosts.slice(0, 2), [join(home, 'kh1'), join(home, 'kh2')]);
      },
    ));

  it('wants the key of the inventory and no other', () =>
    withHome('Host *\n IdentityFile ~/other\n', (home) => {
      const [hop] = planHops('w1', { key: '~/k' }, { home });

      assert.deepEqual(hop?.keys, { wanted: join(home, 'k'), configured: [], defaults: [], onlyNamed: true });
    }));

  it('tries the usual keys where none is named', () =>
    withHome('', (home) => {
      const [hop] = planHops('w1', {}, { home });

      assert.deepEqual(
        hop?.keys.defaults,
        ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => join(home, '.ssh', name)),
      );
    }));

  it('reads what is included, by name or by pattern, within a section too', () =>
    withHome('Include conf.d/*.conf\nHost w1\n  Include ~/port\nInclude none\n', (home) => {
      mkdirSync(join(home, '.ssh/conf.d'));
      writeFileSync(join(home, '.ssh/conf.d/a.conf'), 'Host w1\n  User included\n');
      writeFileSync(join(home, '.ssh/conf.d/b.txt'), 'Port 1\n');
      writeFileSync(join(home, 'port'), 'Port 2022\n');

      const [hop] = planHops('w1', {}, { home });

      assert.deepEqual([hop?.user, hop?.port], ['included', 2022]);
    }));

  it('never runs what a configuration tells it to', () =>
    withHome('', (home) => {
      const flag = join(home, 'ran');
      writeFileSync(
        join(home, '.ssh/config'),
        `Match exec "touch ${flag}"\n  User evil\nHost *\n  CanonicalizeHostname yes\n  CanonicalDomains example.org\n  ProxyCommand touch ${flag}\n`,
      );

      const [hop] = planHops('w1', {}, { home });

      assert.equal(hop?.user, userInfo().username);
      assert.equal(existsSync(flag), false);
    }));

  it('goes by jump hosts, each as the configuration knows it, without the password of the host', () =>
    withHome(
      'Host bastion\n  HostName b.example.org\n  User jumper\n  ProxyJump first\nHost first\n  Port 2022\n',
      (home) => {
        const settings = { user: 'root', key: '~/k', jump: 'bastion, admin@[fd00::1]:2223' };

        const hops = planHops('w1', settings, { home });

        assert.deepEqual(
          hops.map(({ name, user, address, port }) => [name, user, address, port]),
          [
            ['first', userInfo().username, 'first', 2022],
            ['bastion', 'jumper', 'b.example.org', 22],
            ['fd00::1', 'admin', 'fd00::1', 2223],
            ['w1', 'root', 'w1', 22],
          ],
        );
        assert.ok(hops.slice(0, -1).every(({ password }) => password === undefined));
      },
    ));

  it('takes ProxyJump of the configuration, unless the inventory says none', () =>
    withHome('Host w1\n  ProxyJump jumper@b:2022\n', (home) => {
      assert.equal(planHops('w1', {}, { home }).length, 2);
      assert.equal(planHops('w1', { jump: 'none' }, { home }).length, 1);
    }));

  const faults: readonly (readonly [string, string, ConnectionSettings, string])[] = [
    [
      'a circle of jump hosts',
      'Host a\n ProxyJump b\nHost b\n ProxyJump a\n',
      { jump: 'a' },
      'connection/jump',
    ],
    ['a jump host without a name', '', { jump: 'user@' }, 'connection/jump'],
    ['a configuration that cannot be read', 'Host "w1\n User x\n', {}, 'connection/ssh-config'],
  ];
  for (const [title, config, settings, code] of faults) {
    it(`refuses ${title}`, () =>
      withHome(config, (home) => {
        assert.throws(() => planHops('w1', settings, { home }), failure('unreachable', code));
      }));
  }
});

function withHome(config: string, body: (home: string) => void): Promise<void> {
  return withFolder((home) => {
    mkdirSync(join(home, '.ssh'));
    writeFileSync(join(home, '.ssh/config'), config);
    body(home);
  });
}
