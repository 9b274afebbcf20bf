import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  it('names a place here that cannot be written', () =>
    withConnection('/bin/sh', (connection) =>
      withFolder(async (folder) => {
        const local = join(folder, 'none/here');

        const download = connection.download('/etc/passwd', local);

        await assert.rejects(download, failure('module', 'connection/not-written-here', /none\/here/));
      }),
    ));
});
