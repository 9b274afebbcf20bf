import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SourceFiles } from '../../../lib/connection/transfer/source-files.ts';
import { withFolder } from '../../support/temporary-folder.ts';
import { failure } from '../here.ts';

const MIB = 1024 * 1024;
/** Not a whole number of pieces. */
const SIZE = 12 * MIB + 5;
const changed = failure('module', 'connection/source-changed', /changed before it was sent whole/);

function withFile(body: (path: string, sha256: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    const path = join(folder, 'source');
    const bytes = Buffer.alloc(SIZE, Buffer.from(Array.from({ length: 251 }, (_, index) => index)));
    writeFileSync(path, bytes);
    await body(path, createHash('sha256').update(bytes).digest('hex'));
  });
}

async function drain(pieces: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

function isOpen(path: string): boolean {
  return readdirSync('/proc/self/fd').some((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      return false;
    }
  });
}

describe('SourceFiles', () => {
  it('hashes a file once for all who ask', () =>
    withFile(async (path, sha256) => {
      const files = new SourceFiles();

      const answers = await Promise.all(Array.from({ length: 10 }, () => files.describe(path)));

      for (const answer of answers) assert.deepEqual(answer, { path, size: SIZE, sha256 });
      assert.equal(files.bytesRead, SIZE);
    }));

  it('takes the sum of a file that was hashed while it was written, until somebody writes to it', () =>
    withFile(async (path, sha256) => {
      const files = new SourceFiles();
      files.remember(path, statSync(path, { bigint: true }), 'told');

      const told = await files.describe(path);
      utimesSync(path, 1, 1);
      const read = await files.describe(path);

      assert.deepEqual(told, { path, size: SIZE, sha256: 'told' });
      assert.deepEqual(read, { path, size: SIZE, sha256 });
      assert.equal(files.bytesRead, SIZE);
    }));

  it('ends hashing what nobody wants any more', () =>
    withFile(async (path) => {
      const files = new SourceFiles();

      const described = files.describe(path);
      files.stop();

      await assert.rejects(described, { name: 'AbortError' });
      assert.equal(isOpen(path), false);
    }));

  it('reads a file once for ten hosts that it is sent to at the same time', () =>
    withFile(async (path, sha256) => {
      const files = new SourceFiles();
      await files.describe(path);
      const before = files.bytesRead;

      const sums = await Promise.all(Array.from({ length: 10 }, () => drain(files.read(path, sha256))));

      assert.deepEqual(new Set(sums), new Set([sha256]));
      assert.equal(files.bytesRead - before, SIZE);
      assert.equal(isOpen(path), false);
    }));

  it('gives all of it to a host that is far behind the others', () =>
    withFile(async (path, sha256) => {
      const files = new SourceFiles();
      const late = files.read(path, sha256);
      const first = await late.next();
      const head = Buffer.from(first.done ? '' : first.value);
      await drain(files.read(path, sha256));
      const hash = createHash('sha256').update(head);

      for await (const piece of late) hash.update(piece);

      assert.equal(hash.digest('hex'), sha256);
      assert.equal(isOpen(path), false);
    }));

  it('uses the same few pieces of memory for a file of any size', () =>
    withFile(async (path) => {
      truncateSync(path, 64 * MIB);
      const files = new SourceFiles();
      const { sha256 } = await files.describe(path);
      const memory = new Set<ArrayBufferLike>();

      for await (const piece of files.read(path, sha256)) memory.add(piece.buffer);

      assert.ok(memory.size <= 4, `${memory.size} pieces`);
    }));

  for (const { title, change } of [
    { title: 'grows', change: (path: string) => appendFileSync(path, 'more') },
    { title: 'shrinks', change: (path: string) => truncateSync(path, MIB) },
    {
      title: 'is written anew with the same size',
      change: (path: string) => {
        writeFileSync(path, Buffer.alloc(SIZE));
        utimesSync(path, 1, 1);
      },
    },
  ]) {
    it(`stops where the file ${title} while it is read, before its last piece`, () =>
      withFile(async (path, sha256) => {
        const files = new SourceFiles();
        const pieces = files.read(path, sha256);
        await pieces.next();

        change(path);

        await assert.rejects(drain(pieces), changed);
        assert.equal(isOpen(path), false);
      }));
  }

  it('goes on with the file that it opened where another takes its name', () =>
    withFile(async (path, sha256) => {
      const files = new SourceFiles();
      const hash = createHash('sha256');
      for await (const piece of files.read(path, sha256)) {
        hash.update(piece);
        writeFileSync(`${path}.new`, readFileSync(path).fill(0));
        renameSync(`${path}.new`, path);
      }

      assert.equal(hash.digest('hex'), sha256);
    }));

  it('gives nothing of a file that is no longer what was planned', () =>
    withFile(async (path, sha256) => {
      const files = new SourceFiles();
      await files.describe(path);
      writeFileSync(path, 'other');

      await assert.rejects(files.read(path, sha256).next(), changed);
    }));
});
