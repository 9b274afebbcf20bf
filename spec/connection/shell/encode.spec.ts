import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { encodeFormat, encodePieces } from '../../../lib/connection/shell/encode.ts';
import { SHELLS } from '../random.ts';

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

describe('encodeFormat', () => {
  for (const shell of SHELLS) {
    it(`is printed back byte by byte by printf of ${shell.join(' ')}`, () => {
      for (const bytes of [ALL_BYTES, Buffer.from('-n %s\\0012'), randomBytes(5000), Buffer.alloc(0)]) {
        assert.deepEqual(print(shell, [encodeFormat(bytes)]), bytes);
      }
    });
  }

  it('has no quote and no line end, so that it stands between single quotes on one line', () => {
    assert.doesNotMatch(encodeFormat(ALL_BYTES), /['\n\r]/);
  });

  it('leaves plain text readable', () => {
    assert.equal(encodeFormat(Buffer.from('echo "a b" | cat\n')), String.raw`echo "a b" | cat\n`);
  });
});

describe('encodePieces', () => {
  it('adds up to the whole', () => {
    const bytes = randomBytes(100_000);

    const pieces = encodePieces(bytes);

    assert.ok(pieces.length > 1);
    assert.deepEqual(print(['dash'], pieces), bytes);
  });

  it('is empty for nothing', () => {
    assert.deepEqual(encodePieces(Buffer.alloc(0)), []);
  });
});

function print([program, ...args]: readonly [string, ...string[]], formats: readonly string[]): Buffer {
  const input = formats.map((format) => `printf '${format}'\n`).join('');
  return spawnSync(program, args, { input, maxBuffer: 1e7 }).stdout;
}
