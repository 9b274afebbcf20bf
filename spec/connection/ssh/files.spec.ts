import assert from 'node:assert/strict';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { Secret } from '../../../lib/core/secret.ts';
import { SshFiles } from '../../../lib/connection/ssh/files.ts';
import { withFolder } from '../../support/temporary-folder.ts';

const KEY = 'ssh-ed25519 AAAA';
const PRIVATE = ssh2.utils.generateKeyPairSync('ed25519').private;

describe('SshFiles', () => {
  it('reads a key and a configuration once', () =>
    withFolder((folder) => {
      const [key, config] = [join(folder, 'id'), join(folder, 'config')];
      writeFileSync(key, PRIVATE, { mode: 0o600 });
      writeFileSync(config, 'Host w1\n User admin\n');
      const files = new SshFiles();

      const first = [files.key(key, { passphrase: undefined, ssh2 }), files.config(config, folder)];
      rmSync(key);
      rmSync(config);

      assert.equal(files.key(key, { passphrase: undefined, ssh2 }), first[0]);
      assert.equal(files.config(config, folder), first[1]);
    }));

  it('tells apart what a key is with one passphrase and with another', () =>
    withFolder((folder) => {
      const key = join(folder, 'id');
      const locked = { passphrase: 'open', cipher: 'aes256-ctr', rounds: 1 };
      writeFileSync(key, ssh2.utils.generateKeyPairSync('ed25519', locked).private, { mode: 0o600 });
      const files = new SshFiles();

      const kinds = ['open', 'shut', 'open'].map(
        (text) => files.key(key, { passphrase: new Secret(text), ssh2 })?.kind,
      );

      assert.deepEqual(kinds, ['usable', 'unusable', 'usable']);
    }));

  it('looks again for a key that could not be used', () =>
    withFolder((folder) => {
      const key = join(folder, 'id');
      const files = new SshFiles();

      assert.equal(files.key(key, { passphrase: undefined, ssh2 }), undefined);
      writeFileSync(key, PRIVATE, { mode: 0o600 });

      assert.equal(files.key(key, { passphrase: undefined, ssh2 })?.kind, 'usable');
    }));

  it('parses only what was added to known hosts, and counts its lines on', () =>
    withFolder((folder) => {
      const path = join(folder, 'known_hosts');
      const files = new SshFiles();
      const before = files.knownHosts(path);
      assert.deepEqual(before.find('h1'), []);

      writeFileSync(path, `h0,h1 ${KEY}\n`);
      const [first] = files.knownHosts(path).find('h1');
      appendFileSync(path, `h1 ${KEY}\nh2 ${KEY}\n`);
      const after = files.knownHosts(path);

      assert.equal(after, before);
      assert.equal(after.find('h1')[0], first);
      assert.deepEqual(
        ['h1', 'h2'].map((name) => after.find(name).map(({ place }) => place)),
        [[`${path}:1`, `${path}:2`], [`${path}:3`]],
      );
    }));

  it('reads known hosts anew where a line was taken out or was not at its end', () =>
    withFolder((folder) => {
      const path = join(folder, 'known_hosts');
      const files = new SshFiles();

      const seen = [`h1 ${KEY}\nh2 ${KEY}\n`, `h2 ${KEY}`, `h2 ${KEY}AAAA\n`].map((text) => {
        writeFileSync(path, text);
        const file = files.knownHosts(path);
        return ['h1', 'h2'].map((name) => file.find(name).map(({ line, blob }) => [line, blob.length]));
      });

      assert.deepEqual(seen, [
        [[[1, 3]], [[2, 3]]],
        [[], [[1, 3]]],
        [[], [[1, 6]]],
      ]);
    }));
});
