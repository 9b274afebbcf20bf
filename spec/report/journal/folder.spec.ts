import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileOf, listJournals, makeFolder, makeRunId, prune } from '../../../lib/report/journal/folder.ts';
import { withFolder } from '../../support/temporary-folder.ts';

describe('the folder of journals', () => {
  it('keeps the latest dry runs and the latest others, and nothing else of anybody is touched', async () => {
    await withFolder(async (folder) => {
      const runs = join(folder, 'a', 'runs');
      await makeFolder(runs);
      await writeFile(join(runs, 'notes.jsonl'), '');
      const ids = [0, 1, 2, 3, 4, 5].map((ms) => makeRunId(new Date(ms)));
      for (const [at, id] of ids.entries()) await writeFile(fileOf(runs, id, { check: at > 2 }), '');
      await prune(runs, 2);

      const left = (await listJournals(runs)).map((file) => basename(file));
      assert.deepEqual(left, [
        ...ids.slice(1, 3).map((id) => `${id}.jsonl`),
        ...ids.slice(4).map((id) => `${id}.check.jsonl`),
      ]);
      assert.deepEqual(await listJournals(join(folder, 'none')), []);
    });
  });
});
