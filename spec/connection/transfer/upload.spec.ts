import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../../lib/core/secret.ts';
import type { UploadTarget } from '../../../lib/connection/connection.ts';
import { withFolder } from '../../support/temporary-folder.ts';
import { SHELL_COMMANDS, failure, withConnection } from '../here.ts';

const SMALL = Buffer.from('small\0\xff', 'latin1');
const LARGE = randomBytes(300_000);
/** Hashed while it is written. */
const HUGE = randomBytes(5_000_000);

for (const shell of SHELL_COMMANDS) {
  describe(`upload under ${shell}`, () => {
    for (const [size, bytes] of [
      ['small', SMALL],
      ['large', LARGE],
      ['huge', HUGE],
      ['empty', Buffer.alloc(0)],
    ] as const) {
      it(`puts ${size} bytes in place with their mode, whatever the name`, () =>
        withConnection(shell, (connection) =>
          withFolder(async (folder) => {
            const path = join(folder, `it's a $(file) "é"\n-x`);

            await connection.upload({ kind: 'bytes', bytes }, { path, mode: '0640' });

            assert.ok(readFileSync(path).equals(bytes));
            assert.equal(statSync(path).mode & 0o7777, 0o640);
            assert.equal(readdirSync(folder).length, 1);
          }),
        ));
    }

    it('puts a file of this machine in place, and keeps the old one where asked', () =>
      withConnection(shell, (connection) =>
        withFolder(async (folder) => {
          const [source, path] = [join(folder, 'source'), join(folder, 'target')];
          writeFileSync(source, LARGE);
          writeFileSync(path, 'old');

          await connection.upload(
            { kind: 'file', path: source },
            { path, mode: '0600', backupSuffix: '.old' },
          );

          assert.ok(readFileSync(path).equals(LARGE));
          assert.equal(readFileSync(`${path}.old`, 'utf8'), 'old');
          assert.deepEqual(readdirSync(folder).sort(), ['source', 'target', 'target.old']);
        }),
      ));

    for (const [size, bytes] of [
      ['small', SMALL],
      ['large', LARGE],
      ['huge', HUGE],
    ] as const) {
      const faults: readonly (readonly [string, string, (folder: string) => Partial<UploadTarget>])[] = [
        [
          'validate command refuses',
          'validate-refused',
          () => ({ validate: 'test -s %s; echo "line 3: bad"; exit 2' }),
        ],
        ['directory is missing', 'no-directory', (folder) => ({ path: join(folder, 'none/target') })],
        ['target is a directory', 'is-directory', (folder) => ({ path: folder })],
        ['owner does not exist', 'owner', () => ({ owner: 'no-such-user' })],
        ['mode makes no sense', 'owner', () => ({ mode: 'rubbish' })],
        ['directory of the system forbids it', 'not-written', () => ({ path: '/proc/target' })],
        ['validate command names no file', 'validate', () => ({ validate: 'true' })],
      ];
      for (const [title, code, more] of faults) {
        it(`leaves ${size} bytes out, all as it was, where the ${title}`, () =>
          withConnection(shell, (connection) =>
            withFolder(async (folder) => {
              const path = join(folder, 'target');
              writeFileSync(path, 'old');
              const target = { path, mode: '0644', ...more(folder) };

              await assert.rejects(
                connection.upload({ kind: 'bytes', bytes }, target),
                failure('module', `connection/${code}`, code === 'validate-refused' ? /line 3: bad/ : /./),
              );

              assert.equal(readFileSync(path, 'utf8'), 'old');
              assert.deepEqual(readdirSync(folder), ['target']);
            }),
          ));
      }
    }

    it('lets the validate command see the new file as it will be', () =>
      withConnection(shell, (connection) =>
        withFolder(async (folder) => {
          const path = join(folder, 'target');
          const validate = `ls -l %s | grep '^-rwxr-x---' && grep -q small %s && cat >/dev/null`;

          await connection.upload({ kind: 'bytes', bytes: SMALL }, { path, mode: '0750', validate });

          assert.ok(readFileSync(path).equals(SMALL));
        }),
      ));
  });
}

describe('upload', () => {
  it('sends small bytes in one round trip', () =>
    withConnection('/bin/sh', (connection) =>
      withFolder(async (folder) => {
        const bytes = new Secret('s'.repeat(60_000));

        await connection.upload({ kind: 'bytes', bytes }, { path: join(folder, 'a'), mode: '0600' });

        assert.equal(connection.stats.roundTrips, 1);
        assert.equal(readFileSync(join(folder, 'a'), 'utf8'), bytes.reveal());
      }),
    ));

  it('replaces a link, and not what it points to', () =>
    withConnection('/bin/sh', (connection) =>
      withFolder(async (folder) => {
        const [real, link] = [join(folder, 'real'), join(folder, 'link')];
        writeFileSync(real, 'real');
        symlinkSync(real, link);

        await connection.upload({ kind: 'bytes', bytes: SMALL }, { path: link, mode: '0600' });

        assert.equal(readFileSync(real, 'utf8'), 'real');
        assert.ok(readFileSync(link).equals(SMALL));
      }),
    ));

  it('names a source that cannot be read', () =>
    withConnection('/bin/sh', (connection) =>
      withFolder(async (folder) => {
        const source = { kind: 'file', path: join(folder, 'none') } as const;

        const upload = connection.upload(source, { path: join(folder, 'a'), mode: '0600' });

        await assert.rejects(upload, failure('module', 'connection/no-source', /none/));
      }),
    ));

  it('ends at once when interrupted, and leaves nothing', () =>
    withConnection('/bin/sh', (connection) =>
      withFolder(async (folder) => {
        mkdirSync(join(folder, 'd'));
        const target = { path: join(folder, 'd/a'), mode: '0600' };
        const signal = AbortSignal.abort();

        for (const bytes of [SMALL, LARGE]) {
          const upload = connection.upload({ kind: 'bytes', bytes }, target, { signal });
          await assert.rejects(upload, failure('interrupted', 'connection/interrupted'));
        }

        await connection.close();
        assert.deepEqual(readdirSync(join(folder, 'd')), []);
      }),
    ));
});
