import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { locateGeneratedSecrets, openGeneratedSecrets } from '../../lib/secrets/generated.ts';
import { readSecretsFile, type SecretsPlace } from '../../lib/secrets/secrets-file.ts';

describe('locateGeneratedSecrets', () => {
  const table: Readonly<Record<string, string>> = {
    'hosts.yml': 'hosts.secrets.yml',
    '/etc/k/hosts': '/etc/k/hosts.secrets.yml',
    'inv/aws.py': 'inv/aws.secrets.yml',
    'prod/': 'prod.secrets.yml',
    'a/prod': 'a/prod.secrets.yml',
    '.': `${process.cwd()}.secrets.yml`,
    'a/..': `${process.cwd()}.secrets.yml`,
  };
  for (const [inventory, file] of Object.entries(table)) {
    it(`puts those of ${inventory} into ${file.split('/').at(-1) ?? ''} beside it`, () => {
      assert.equal(locateGeneratedSecrets(inventory), file);
    });
  }
});

describe('openGeneratedSecrets', () => {
  let folder: string;
  let file: string;
  let place: SecretsPlace;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3play-secrets-'));
    file = locateGeneratedSecrets(join(folder, 'my hosts.yml'));
    place = { file, identity: join(folder, 'keys', 'identity.txt') };
  });
  afterEach(() => rm(folder, { recursive: true }));

  const refusal = (code: string) => (error: unknown) => {
    assert.ok(error instanceof DiagnosticsError);
    assert.deepEqual(
      error.diagnostics.map((diagnostic) => diagnostic.code),
      [code],
    );
    return true;
  };
  const readKept = async () => (await readSecretsFile(place)).secrets;

  it('keeps a secret from one run to the next, beside the inventory, mode 0600', async () => {
    const first = await openGeneratedSecrets(place, { persist: true });
    const token = first.get('k3s.token', 48).reveal();
    await first.save();
    const second = await openGeneratedSecrets(place, { persist: true });

    assert.match(token, /^[A-Za-z0-9]{48}$/);
    assert.equal(second.get('k3s.token', 48).reveal(), token);
    assert.deepEqual(await readdir(folder), ['keys', 'my hosts.secrets.yml']);
    assert.ok(!(await readFile(file, 'utf8')).includes(token));
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('gives one secret a name, and another name another secret', async () => {
    const secrets = await openGeneratedSecrets(place, { persist: true });

    assert.equal(secrets.get('a', 20), secrets.get('a', 20));
    assert.notEqual(secrets.get('a', 20).reveal(), secrets.get('b', 20).reveal());
  });

  it('adds to what is there', async () => {
    for (const name of ['a', 'b']) {
      const secrets = await openGeneratedSecrets(place, { persist: true });
      secrets.get(name, 12);
      await secrets.save();
    }

    const kept = await readKept();
    assert.deepEqual([...kept.keys()], ['a', 'b']);
    for (const secret of kept.values()) assert.match(secret.reveal(), /^\w{12}$/);
  });

  it('writes nothing in check mode, nor where nothing was made', async () => {
    const checking = await openGeneratedSecrets(place, { persist: false });
    const running = await openGeneratedSecrets(place, { persist: true });
    checking.get('a', 12);
    await checking.save();
    await running.save();

    assert.deepEqual(await readdir(folder), []);
  });

  it('keeps certificates from one run to the next, and issues others for other names', async () => {
    const request = { names: ['db1'], server: 'db', client: 'app' };
    const first = await openGeneratedSecrets(place, { persist: true, certificates: true });
    const made = first.certificates('tls', request);
    await first.save();

    const second = await openGeneratedSecrets(place, { persist: true, certificates: true });
    const third = await openGeneratedSecrets(place, { persist: true, certificates: true });
    const other = third.certificates('tls', { ...request, names: ['db2'] });
    await third.save();

    assert.ok(made && other);
    assert.equal(second.certificates('tls', request)?.key.reveal(), made.key.reveal());
    assert.equal(other.ca, made.ca);
    assert.notEqual(other.cert, made.cert);
    assert.equal((await readKept()).get('tls.cert')?.reveal(), other.cert);
  });

  it('gives no certificates where others were asked for under the same name', async () => {
    const secrets = await openGeneratedSecrets(place, { persist: false, certificates: true });
    const request = { names: ['db1'], server: 'db', client: 'app' };
    secrets.certificates('tls', request);

    assert.equal(secrets.certificates('tls', { ...request, names: ['db2'] }), undefined);
    assert.ok(secrets.certificates('tls', request));
  });

  it('refuses to write over the secret of a rival run', async () => {
    const [one, other] = [
      await openGeneratedSecrets(place, { persist: true }),
      await openGeneratedSecrets(place, { persist: true }),
    ];
    const kept = one.get('a', 12).reveal();
    other.get('a', 12);
    await one.save();

    await assert.rejects(other.save(), refusal('secrets/made-twice'));
    assert.equal((await readKept()).get('a')?.reveal(), kept);
  });

  it('encrypts a plain file of an older version, once a run may keep anything', async () => {
    await writeFile(file, '"old": "abcdefgh"\n', { mode: 0o600 });
    const checking = await openGeneratedSecrets(place, { persist: false });
    await checking.save();
    const between = await readdir(folder);
    const running = await openGeneratedSecrets(place, { persist: true });

    await running.save();

    assert.deepEqual(between, ['my hosts.secrets.yml']);
    assert.match(await readFile(file, 'utf8'), /^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    assert.equal((await readKept()).get('old')?.reveal(), 'abcdefgh');
    assert.equal(checking.get('old', 9).reveal(), 'abcdefgh');
  });

  it('leaves an encrypted file as it is where nothing was made', async () => {
    const first = await openGeneratedSecrets(place, { persist: true });
    first.get('a', 12);
    await first.save();
    const before = await readFile(file);

    const second = await openGeneratedSecrets(place, { persist: true });
    second.get('a', 12);
    await second.save();

    assert.deepEqual(await readFile(file), before);
  });

  for (const mode of [0o640, 0o604, 0o620, 0o777]) {
    it(`refuses a file of mode ${mode.toString(8)} and names the cure`, async () => {
      await writeFile(file, 'a: abcdefgh\n');
      await chmod(file, mode);

      const opening = openGeneratedSecrets(place, { persist: false });

      await assert.rejects(opening, refusal('secrets/open-to-others'));
      await assert.rejects(opening, /chmod 600 '.*my hosts\.secrets\.yml'/);
    });
  }

  const wrong: readonly (readonly [text: string, code: string, line: number])[] = [
    ['- a\n', 'secrets/not-a-map', 1],
    ['a: abc\nb: 12\n', 'secrets/not-text', 2],
    ['a: ""\n', 'secrets/not-text', 1],
  ];
  for (const [text, code, line] of wrong) {
    it(`refuses ${JSON.stringify(text)}`, async () => {
      await writeFile(file, text, { mode: 0o600 });

      await assert.rejects(openGeneratedSecrets(place, { persist: true }), (error: unknown) => {
        assert.ok(error instanceof DiagnosticsError);
        const [first] = error.diagnostics;
        assert.ok(first);
        assert.equal(first.span?.line, line);
        return first.code === code;
      });
    });
  }

  it('reads an empty file as none', async () => {
    await writeFile(file, '# nothing yet\n', { mode: 0o600 });

    const secrets = await openGeneratedSecrets(place, { persist: false });

    assert.equal(secrets.get('a', 8).reveal().length, 8);
  });
});
