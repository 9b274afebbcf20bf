import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashBytes } from '../../../lib/core/hash.ts';
import { withFolder } from '../../support/temporary-folder.ts';
import { SHELL_COMMANDS, failure, withConnection } from '../here.ts';

for (const shell of SHELL_COMMANDS) {
  describe(`download under ${shell}`, () => {
    for (const size of [0, 10, 700_000]) {
      it(`brings ${size} bytes here, for its owner only`, () =>
        withConnection(shell, (connection) =>
          withFolder(async (folder) => {
            const [remote, local] = [join(folder, "it's"), join(folder, 'here')];
            writeFileSync(remote, randomBytes(size));

            await connection.download(remote, local);

            assert.ok(readFileSync(local).equals(readFileSync(remote)));
            assert.equal(statSync(local).mode & 0o777, 0o600);
          }),
        ));
    }

    for (const [title, path, code] of [
      ['there is no such file', '/no/such', 'no-such-file'],
      ['it is a directory', '/etc', 'not-a-file'],
    ] as const) {
      it(`keeps what was here where ${title}`, () =>
        withConnection(shell, (connection) =>
          withFolder(async (folder) => {
            const local = join(folder, 'here');
            writeFileSync(local, 'old');

            await assert.rejects(
              connection.download(path, local),
              failure('module', `connection/${code}`, /\//),
            );

            assert.equal(readFileSync(local, 'utf8'), 'old');
            assert.deepEqual(readdirSync(folder), ['here']);
          }),
        ));
    }
  });
}

describe('download', () => {
  it('asks the host for no sum where what came has the one that was expected', () =>
    withConnection('/bin/sh', (connection) =>
      withFolder(async (folder) => {
        const [remote, local] = [join(folder, 'there'), join(folder, 'here')];
        writeFileSync(remote, 'text');

        await connection.download(remote, local, { sha256: hashBytes('text') });

        assert.equal(connection.stats.roundTrips, 0);
        assert.equal(readFileSync(local, 'utf8'), 'text');
      }),
    ));

  it('keeps what the host has by now where it is not what was expected', () =>
    withConnection('/bin/sh', (connection) =>
      withFolder(async (folder) => {
        const [remote, local] = [join(folder, 'there'), join(folder, 'here')];
        writeFileSync(remote, 'new');

        await connection.download(remote, local, { sha256: hashBytes('old') });

        assert.equal(connection.stats.roundTrips, 1);
        assert.equal(readFileSync(local, 'utf8'), 'new');
      }),
    ));

  it('keeps nothing of a file that changes while it is read', () =>
    withConnection('/bin/sh', (connection) =>
      withFolder(async (folder) => {
        const [remote, local] = [join(folder, 'there'), join(folder, 'here')];
        writeFileSync(remote, Buffer.alloc(50_000_000));
        const hasBegun = (): boolean =>
          readdirSync(folder).some(
            (name) => name.startsWith('.k3play-') && statSync(join(folder, name)).size > 0,
          );
        const timer = setInterval(() => {
          if (hasBegun()) writeFileSync(remote, 'x', { flag: 'r+' });
        }, 1);

        try {
          await assert.rejects(
            connection.download(remote, local),
            failure('module', 'connection/wrong-sha256', /changed while it was read/),
          );
        } finally {
          clearInterval(timer);
        }
        assert.deepEqual(readdirSync(folder), ['there']);
      }),
    ));

  it('names a place here that cannot be written', () =>
    withConnection('/bin/sh', (connection) =>
      withFolder(async (folder) => {
        const local = join(folder, 'none/here');

        const download = connection.download('/etc/passwd', local);

        await assert.rejects(download, failure('module', 'connection/not-written-here', /none\/here/));
      }),
    ));
});
