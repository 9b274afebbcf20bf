import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buildPlacement } from '../../../lib/connection/transfer/place.ts';
import { explainPlacement } from '../../../lib/connection/transfer/placement-end.ts';
import { runProgram } from '../../../lib/connection/transfer/program.ts';
import { withFolder } from '../../support/temporary-folder.ts';
import { SHELL_COMMANDS, withConnection } from '../here.ts';

/** One that sha256sum hashes, and one that openssl does where the host has it. */
const SIZES = [1000, 5_000_000];

const FAULTS = [
  { title: 'ends early', arrives: (bytes: Buffer) => bytes.subarray(0, -1), code: 'cut-short' },
  { title: 'goes on', arrives: (bytes: Buffer) => Buffer.concat([bytes, bytes]), code: 'cut-short' },
  {
    title: 'is not what was sent',
    arrives: (bytes: Buffer) => Buffer.concat([bytes.subarray(1), Buffer.from([1])]),
    code: 'wrong-sha256',
  },
];

for (const shell of SHELL_COMMANDS) {
  describe(`buildPlacement under ${shell}`, () => {
    for (const size of SIZES) {
      for (const { title, arrives, code } of FAULTS) {
        it(`leaves all as it was where what should be ${size} bytes ${title}`, () =>
          withConnection(shell, (connection) =>
            withFolder(async (folder) => {
              const target = { path: join(folder, 'target'), mode: '0600' };
              writeFileSync(target.path, 'old');
              const bytes = Buffer.alloc(size);
              const sha256 = createHash('sha256').update(bytes).digest('hex');
              const script = buildPlacement(target, { size, sha256 });

              const end = await runProgram(connection, script, { input: Readable.from([arrives(bytes)]) });

              assert.equal(explainPlacement('here', target, end)?.code, `connection/${code}`);
              assert.equal(readFileSync(target.path, 'utf8'), 'old');
              assert.deepEqual(readdirSync(folder), ['target']);
            }),
          ));
      }
    }
  });
}
