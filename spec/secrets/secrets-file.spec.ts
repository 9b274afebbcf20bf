import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { Secret } from '../../lib/core/secret.ts';
import { makeIdentity, readIdentity, type Identity } from '../../lib/secrets/identity.ts';
import { locateRecipients } from '../../lib/secrets/recipients.ts';
import { readSecretsFile, writeSecretsFile, type SecretsPlace } from '../../lib/secrets/secrets-file.ts';

const SECRETS = new Map([
  ['token', new Secret('a token: "quoted", über')],
  ['tls.key', new Secret('-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n')],
]);
const NOTHING = { recipients: 0 };

describe('secrets files', () => {
  let folder: string;
  let place: SecretsPlace;
  let made: Identity[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3play-secrets-file-'));
    made = [];
    const onIdentityMade = (identity: Identity) => made.push(identity);
    place = {
      file: join(folder, 'hosts.secrets.yml'),
      identity: join(folder, 'a', 'b', 'id.txt'),
      onIdentityMade,
    };
  });
  afterEach(() => rm(folder, { recursive: true }));

  const placeOf = (name: string): SecretsPlace => ({ ...place, identity: join(folder, `${name}.txt`) });
  const writeRecipients = (...lines: readonly string[]) =>
    writeFile(locateRecipients(place.file), `${lines.join('\n')}\n`);

  /** What was refused, with the folder left out. */
  async function refusalOf(promise: Promise<unknown>): Promise<string> {
    try {
      await promise;
    } catch (error) {
      assert.ok(error instanceof DiagnosticsError);
      return error.message.replaceAll(`${folder}/`, '').replace(/age1\w+/g, 'age1…');
    }
    return 'not refused';
  }

  it('give back what was written, by the identity made for them, mode 0600', async () => {
    await writeSecretsFile(place, SECRETS, NOTHING);

    const read = await readSecretsFile(place);
    assert.deepEqual(reveal(read.secrets), reveal(SECRETS));
    assert.deepEqual([read.form, read.recipients], ['encrypted', 1]);
    assert.deepEqual(
      made.map(({ file }) => file),
      [place.identity],
    );
    for (const file of [place.file, place.identity]) assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(join(folder, 'a', 'b'))).mode & 0o777, 0o700);
    assert.deepEqual(await readdir(folder), ['a', 'hosts.secrets.yml']);
  });

  it('are read in the binary form of age as well, whoever may read them here', async () => {
    await writeSecretsFile(place, SECRETS, NOTHING);
    const text = await readFile(place.file, 'utf8');
    await writeFile(place.file, Buffer.from(text.replace(/-----.*-----/g, ''), 'base64'));
    await chmod(place.file, 0o644);

    assert.deepEqual(reveal((await readSecretsFile(place)).secrets), reveal(SECRETS));
  });

  it('are read by each of their recipients, and by nobody else', async () => {
    const [one, two] = [
      await makeIdentity(placeOf('one').identity),
      await makeIdentity(placeOf('two').identity),
    ];
    await makeIdentity(placeOf('three').identity);
    await writeRecipients('# the team', `${one.recipients[0] ?? ''}  # one`, '', two.recipients[0] ?? '');

    await writeSecretsFile(placeOf('one'), SECRETS, NOTHING);

    for (const name of ['one', 'two']) {
      const { secrets, recipients } = await readSecretsFile(placeOf(name));
      assert.deepEqual([reveal(secrets), recipients], [reveal(SECRETS), 2]);
    }
    assert.equal(
      await refusalOf(readSecretsFile(placeOf('three'))),
      'error: hosts.secrets.yml is not encrypted for the identity three.txt (whoever can read it adds age1… to hosts.secrets.recipients and runs: k3play secrets encrypt) [secrets/not-for-us]',
    );
  });

  it('are not read without an identity', async () => {
    await writeSecretsFile(place, SECRETS, NOTHING);

    assert.equal(
      await refusalOf(readSecretsFile(placeOf('none'))),
      'error: hosts.secrets.yml is encrypted, and there is no identity none.txt to read it with (copy it from where the secrets were made, or name another: --identity FILE, or K3PLAY_IDENTITY) [secrets/no-identity]',
    );
  });

  const damages: Readonly<Record<string, (text: string) => string>> = {
    'a letter changed': (text) =>
      text.replace(/^(.{200})(.)/s, (_, head: string, one: string) => head + (one === 'A' ? 'B' : 'A')),
    'the end cut off': (text) => text.slice(0, text.length / 2),
    'a line missing': (text) => text.replace(/\n[^\n]+\n(-----END)/, '\n$1'),
    'nothing but its first line': () => '-----BEGIN AGE ENCRYPTED FILE-----\n',
    'the marks of a merge': (text) => text.replace('\n', '\n<<<<<<< ours\n'),
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`are told to be damaged with ${what}`, async () => {
      await writeSecretsFile(place, SECRETS, NOTHING);
      await writeFile(place.file, damage(await readFile(place.file, 'utf8')));

      assert.match(
        await refusalOf(readSecretsFile(place)),
        /^error: hosts\.secrets\.yml is damaged and cannot be decrypted: .* \(put back a copy of it.*\[secrets\/damaged\]$/,
      );
    });
  }

  it('cannot be read where they are a folder', async () => {
    assert.match(
      await refusalOf(readSecretsFile({ ...place, file: folder })),
      /cannot be read: .*not-readable/,
    );
  });

  describe('being written', () => {
    it('shut nobody out who writes them', async () => {
      const other = await makeIdentity(placeOf('other').identity);
      await writeRecipients(other.recipients[0] ?? '');

      assert.equal(
        await refusalOf(writeSecretsFile(place, SECRETS, NOTHING)),
        'error: hosts.secrets.recipients does not name whoever writes hosts.secrets.yml, who could not read it any more (add the line age1…) [secrets/locked-out]',
      );
    });

    it('shut nobody out because the list of recipients is missing', async () => {
      await writeSecretsFile(place, SECRETS, NOTHING);

      assert.equal(
        await refusalOf(writeSecretsFile(place, SECRETS, { recipients: 3 })),
        'error: hosts.secrets.yml is encrypted for 3, and hosts.secrets.recipients, which names them, is not there (put it back, or write one with those who are to read it, such as age1…) [secrets/no-recipients]',
      );
    });

    it('are refused a list with a line that is no recipient, or with none', async () => {
      await writeRecipients('# me', 'age1nothing');
      const wrong = await refusalOf(writeSecretsFile(place, SECRETS, NOTHING));
      await writeRecipients('# nobody');
      const empty = await refusalOf(writeSecretsFile(place, SECRETS, NOTHING));

      assert.match(
        wrong,
        /^hosts\.secrets\.recipients:2:1: error: "age1…" is no recipient .*bad-recipient\]$/,
      );
      assert.match(empty, /^error: hosts\.secrets\.recipients names nobody .*bad-recipient\]$/);
    });
  });
});

describe('identities', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3play-identity-'));
    file = join(folder, 'id.txt');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are one and the same, however many runs make them at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => makeIdentity(file)));

    assert.equal(new Set(made.map(({ keys }) => keys[0])).size, 1);
    assert.deepEqual(await readdir(folder), ['id.txt']);
    assert.deepEqual(await readIdentity(file), made[0]);
  });

  it('may be several in one file', async () => {
    const [one, two] = [await makeIdentity(file), await makeIdentity(`${file}2`)];
    await writeFile(file, `${await readFile(file, 'utf8')}\n\n${await readFile(`${file}2`, 'utf8')}`);

    const both = await readIdentity(file);

    assert.deepEqual(both?.recipients, [...one.recipients, ...two.recipients]);
  });

  it('are none where there is no file', async () => {
    assert.equal(await readIdentity(file), undefined);
  });

  const wrong: Readonly<Record<string, readonly [text: string, mode: number, told: RegExp]>> = {
    'open to others': [
      'x\n',
      0o644,
      /its mode is 0644 \(run: chmod 600 '.*id\.txt'\) \[secrets\/open-to-others\]$/,
    ],
    empty: ['# public key: age1x\n', 0o600, /has no key \(a key is a line AGE-SECRET-KEY-1.*bad-identity\]$/],
    'no age key': ['\nssh-ed25519 AAAA\n', 0o600, /has no key in line 2 /],
    'itself encrypted': [
      '-----BEGIN AGE ENCRYPTED FILE-----\n',
      0o600,
      /is itself encrypted \(decrypt it with age/,
    ],
  };
  for (const [what, [text, mode, told]] of Object.entries(wrong)) {
    it(`are refused a file that is ${what}`, async () => {
      await writeFile(file, text);
      await chmod(file, mode);

      await assert.rejects(readIdentity(file), told);
    });
  }

  it('are refused a place where none can be made', async () => {
    await writeFile(file, '');

    await assert.rejects(
      makeIdentity(join(file, 'id.txt')),
      /cannot be made: .*K3PLAY_IDENTITY.*bad-identity/,
    );
  });
});

function reveal(secrets: ReadonlyMap<string, Secret>): Readonly<Record<string, string>> {
  return Object.fromEntries([...secrets].map(([name, secret]) => [name, secret.reveal()]));
}
