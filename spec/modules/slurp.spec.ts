import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MASK, Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { slurp } from '../../lib/modules/slurp.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';
import { applyOnRealShell, planOnRealShell } from '../support/real-shell.ts';
import { withShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const src = '/etc/app.key';
const file = aFile('é\n');
const { sha256 } = file;

describeModule(slurp, {
  inSync: [
    {
      title: 'a text',
      params: { src },
      found: { file },
      result: { path: src, content: 'é\n', encoding: 'text', size: 3, sha256 },
    },
    {
      title: 'bytes that are no text',
      params: { src, encoding: 'base64' },
      found: { file: aFile(Buffer.from([0, 255])) },
    },
    {
      title: 'a content that is not known',
      params: { src },
      found: { file: { ...file, content: new Unknown('later'), sha256: new Unknown('later') } },
      result: { path: src, content: '(unknown)', encoding: 'text', size: 3, sha256: '(unknown)' },
    },
    {
      title: 'another large file than the one that was read',
      params: { src, limit: 100_000 },
      found: { file: { ...file, size: 70_000, content: undefined }, large: Buffer.from('old') },
      result: { path: src, content: '(unknown)', encoding: 'text', size: 70_000, sha256 },
    },
  ],
  unknown: [
    {
      title: 'a file that an earlier command makes',
      params: { src },
      found: { file: { kind: 'present' } },
      reason: /an earlier command makes/,
    },
  ],
  faults: [
    { title: 'no file', params: { src }, found: { file: absent }, message: /does not exist on the host/ },
    { title: 'a folder', params: { src }, found: { file: aFolder() }, message: /is a directory.*not a file/ },
    {
      title: 'a file that may not be read',
      params: { src },
      found: { file: { ...file, sha256: undefined, content: undefined } },
      message: /may not read \/etc\/app\.key \(run the task with become\)/,
    },
    {
      title: 'a file that is too large',
      params: { src, limit: 2 },
      found: { file },
      message: /has 3 bytes, more than the 2 of "limit" \(fetch/,
    },
    {
      title: 'a text that is none',
      params: { src },
      found: { file: aFile(Buffer.from([0, 255])) },
      message: /is not UTF-8 text \(encoding: base64/,
    },
  ],
  invalid: [
    { title: 'a limit beyond all', params: { src, limit: 2_000_000 }, message: /limit/ },
    { title: 'an encoding of its own', params: { src, encoding: 'latin1' }, message: /encoding/ },
  ],
});

describe('slurp on a real shell', () => {
  it('reads small and large files, text and bytes, a secret as one', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const path = join(root, "it's a file");
          const read = async (params: object): Promise<unknown> =>
            (await applyOnRealShell(slurp, { src: path, ...params }, { shell, root })).result['content'];

          for (const bytes of [Buffer.alloc(0), Buffer.from('a\nb'), randomBytes(200_000)]) {
            writeFileSync(path, bytes);

            assert.equal(await read({ encoding: 'base64', limit: 200_000 }), bytes.toString('base64'));
          }
          assert.match(
            JSON.stringify(await planOnRealShell(slurp, { src: path }, { shell })),
            /has 200000 b/,
          );
          writeFileSync(path, 'token\n');
          const secret = await read({ secret: true });
          assert.ok(secret instanceof Secret);
          assert.equal(secret.reveal(), 'token\n');
          assert.equal(String(secret), MASK);
        });
      }
    }));
});
