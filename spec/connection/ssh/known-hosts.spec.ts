import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { type HostKey, KnownHostsFile } from '../../../lib/connection/ssh/known-hosts-file.ts';
import { KnownHosts, hostKeyName } from '../../../lib/connection/ssh/known-hosts.ts';

const ED25519 = makeKey('ssh-ed25519', 1);
const OTHER_ED25519 = makeKey('ssh-ed25519', 2);
const RSA = makeKey('ssh-rsa', 3);

describe('KnownHosts.judge', () => {
  const cases: readonly (readonly [string, string, HostKey, string])[] = [
    ['a plain name', `h1 ${lineOf(ED25519)}`, ED25519, 'known'],
    ['one name of several', `h0,h1,10.0.0.1 ${lineOf(ED25519)}`, ED25519, 'known'],
    ['a wildcard', `h* ${lineOf(ED25519)}`, ED25519, 'known'],
    ['a negation', `h*,!h1 ${lineOf(ED25519)}`, ED25519, 'unknown'],
    ['a hashed name', `${hash('h1')} ${lineOf(ED25519)}`, ED25519, 'known'],
    ['another hashed name', `${hash('h2')} ${lineOf(ED25519)}`, ED25519, 'unknown'],
    ['a comment at the end', `h1 ${lineOf(ED25519)} root@h1`, ED25519, 'known'],
    ['nothing', '', ED25519, 'unknown'],
    ['comments and rubbish', `# h1 x\nh1\n|1|x h1\n@foo\n\0\0`, ED25519, 'unknown'],
    ['another key of its type', `h1 ${lineOf(OTHER_ED25519)}`, ED25519, 'changed'],
    ['a key of another type', `h1 ${lineOf(RSA)}`, ED25519, 'changed'],
    ['several keys', `h1 ${lineOf(RSA)}\nh1 ${lineOf(ED25519)}`, ED25519, 'known'],
    [
      'a revoked key that is also known',
      `h1 ${lineOf(ED25519)}\n@revoked * ${lineOf(ED25519)}`,
      ED25519,
      'revoked',
    ],
    ['another revoked key', `h1 ${lineOf(ED25519)}\n@revoked h1 ${lineOf(RSA)}`, ED25519, 'known'],
    ['only an authority', `@cert-authority h1 ${lineOf(ED25519)}`, ED25519, 'unknown'],
  ];
  for (const [title, text, key, expected] of cases) {
    it(`says "${expected}" of a key where the file has ${title}`, () => {
      const verdict = new KnownHosts([new KnownHostsFile('known_hosts', text)]).judge(['h1'], key);

      assert.equal(verdict.kind, expected);
    });
  }

  it('names the place of the key that it knows instead', () => {
    const files = [
      new KnownHostsFile('/a', `\nh2 ${lineOf(RSA)}\n`),
      new KnownHostsFile('/b', `\n\nh1 ${lineOf(RSA)}\nh1 ${lineOf(OTHER_ED25519)}\n`),
    ];

    const verdict = new KnownHosts(files).judge(['h1'], ED25519);

    assert.deepEqual(verdict, {
      kind: 'changed',
      place: '/b:4',
      expected: verdict.kind === 'changed' ? verdict.expected : [],
    });
  });

  it('tells of an authority that it cannot use', () => {
    const text = `@cert-authority *.example.org ${lineOf(RSA)}`;

    const verdict = new KnownHosts([new KnownHostsFile('f', text)]).judge(['a.example.org'], ED25519);

    assert.deepEqual(verdict, { kind: 'unknown', hasAuthority: true });
  });
});

describe('KnownHosts.typesFor', () => {
  it('lists the types of the keys of a name once', () => {
    const text = `h1 ${lineOf(RSA)}\nh* ${lineOf(ED25519)}\nh1 ${lineOf(ED25519)}\n@revoked h1 ${lineOf(makeKey('x', 1))}`;

    assert.deepEqual(new KnownHosts([new KnownHostsFile('f', text)]).typesFor(['h1']), [
      'ssh-rsa',
      'ssh-ed25519',
    ]);
  });
});

describe('hostKeyName', () => {
  it('puts a port into it that is not 22', () => {
    assert.equal(hostKeyName('Web1', 22), 'web1');
    assert.equal(hostKeyName('web1', 2222), '[web1]:2222');
    assert.equal(hostKeyName('::1', 2222), '[::1]:2222');
  });
});

function makeKey(type: string, seed: number): HostKey {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return { type, blob: Buffer.concat([length, Buffer.from(type), Buffer.alloc(40, seed)]) };
}

function lineOf({ type, blob }: HostKey): string {
  return `${type} ${blob.toString('base64')}`;
}

function hash(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}
