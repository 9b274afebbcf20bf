import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalHead } from '../../../lib/report/journal/journal.ts';
import { openWriter } from '../../../lib/report/journal/writer.ts';
import { withFolder } from '../../support/temporary-folder.ts';

const head = { event: 'journal', version: 1, run: 'r' } as JournalHead;

describe('the writer of a journal', () => {
  it('has each event in the file as soon as it is told', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'j');
      const failures: string[] = [];
      const writer = openWriter(file, head, { onFailure: (reason) => failures.push(reason) });
      writer.listen({ kind: 'warning', message: 'one' });
      const lines = (await readFile(file, 'utf8')).split('\n');
      await writer.close();

      assert.deepEqual(failures, []);
      assert.equal(lines.length, 3);
      assert.match(lines[1] ?? '', /^\{"event":"warning","afterMs":\d+,"message":"one"\}$/);
    });
  });

  it('tells once that the disk is full, and does without from then on', async () => {
    const failures: string[] = [];
    const writer = openWriter('/dev/full', head, { onFailure: (reason) => failures.push(reason) });
    writer.listen({ kind: 'host-failed', host: 'w1', failure: { kind: 'lost', code: 'c', message: 'm' } });
    await writer.close();

    assert.equal(failures.length, 1);
    assert.match(failures[0] ?? '', /ENOSPC/);
  });
});
