import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { Secret } from '../../../lib/core/secret.ts';
import { readKeyFile } from '../../../lib/connection/ssh/private-key.ts';
import { withFolder } from '../../support/temporary-folder.ts';

const PLAIN = ssh2.utils.generateKeyPairSync('ed25519');
const LOCKED = ssh2.utils.generateKeyPairSync('ed25519', {
  passphrase: 'open',
  cipher: 'aes256-ctr',
  rounds: 1,
});

describe('readKeyFile', () => {
  it('reads a key', () =>
    withKey(PLAIN.private, (path) => {
      assert.equal(readKeyFile(path, { passphrase: undefined, ssh2 })?.kind, 'usable');
    }));

  const kinds = [
    ['ed25519', undefined, undefined],
    ['ecdsa', 256, undefined],
    ['ecdsa', 384, undefined],
    ['ecdsa', 521, undefined],
    ['rsa', 2048, 'sha256'],
    ['rsa', 2048, 'sha512'],
  ] as const;
  for (const [kind, bits, hash] of kinds) {
    const title = [kind, bits, hash].filter(Boolean).join(' ');
    it(`signs as ssh2 would, by ${title}`, () => {
      const pair = ssh2.utils.generateKeyPairSync(kind as 'rsa', { bits: bits as number });
      return withKey(pair.private, (path) => {
        const file = readKeyFile(path, { passphrase: undefined, ssh2 });
        const data = Buffer.from('what is signed');

        assert.equal(file?.kind, 'usable');
        assert.equal(file.key.verify(data, file.key.sign(data, hash), hash), true);
      });
    });
  }

  it('reads an encrypted key with its passphrase', () =>
    withKey(LOCKED.private, (path) => {
      assert.equal(readKeyFile(path, { passphrase: new Secret('open'), ssh2 })?.kind, 'usable');
    }));

  it('knows the public half of an encrypted key without its passphrase, for the agent', () =>
    withKey(LOCKED.private, (path) => {
      const file = readKeyFile(path, { passphrase: undefined, ssh2 });

      assert.equal(file?.kind, 'locked');
      assert.equal(file.error.code, 'connection/key-passphrase');
      assert.equal(file.publicBlob?.toString('base64'), LOCKED.public.split(' ')[1]);
    }));

  it('is undefined where there is no file', () => {
    assert.equal(readKeyFile('/no/such/key', { passphrase: undefined, ssh2 }), undefined);
  });

  const faults: readonly (readonly [string, string, string])[] = [
    ['a public key', PLAIN.public, 'connection/key-invalid'],
    ['anything else', 'hello', 'connection/key-invalid'],
    ['an empty file', '', 'connection/key-invalid'],
    ['a key cut short', PLAIN.private.slice(0, 200), 'connection/key-invalid'],
    ['an encrypted key with a wrong passphrase', LOCKED.private, 'connection/key-passphrase'],
  ];
  for (const [title, text, code] of faults) {
    it(`says what is wrong with ${title}, without the passphrase`, () =>
      withKey(text, (path) => {
        const file = readKeyFile(path, { passphrase: new Secret('wrong one'), ssh2 });

        assert.equal(file?.kind, 'unusable');
        assert.equal(file.error.code, code);
        assert.match(file.error.message, /id_spec/);
        assert.doesNotMatch(file.error.message, /wrong one/);
      }));
  }

  it('does not use a key that others may read', () =>
    withKey(PLAIN.private, (path) => {
      chmodSync(path, 0o644);

      const file = readKeyFile(path, { passphrase: undefined, ssh2 });

      assert.equal(file?.kind, 'unusable');
      assert.equal(file.error.code, 'connection/key-permissions');
      assert.match(file.error.hint ?? '', /^chmod 600 /);
    }));
});

function withKey(text: string, body: (path: string) => void): Promise<void> {
  return withFolder((folder) => {
    const path = join(folder, 'id_spec');
    writeFileSync(path, text, { mode: 0o600 });
    body(path);
  });
}
