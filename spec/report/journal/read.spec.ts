import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readHead, readJournal } from '../../../lib/report/journal/read.ts';
import { withFolder } from '../../support/temporary-folder.ts';

const HEAD = '{"event":"journal","version":1,"run":"r"}';

describe('readJournal', () => {
  for (const [what, text, message] of [
    ['a file that is none', 'hello\n', /is no journal of a run/],
    ['an empty file', '', /is no journal of a run/],
    ['one of another form', '{"event":"journal","version":2,"k3play":"9.0.0"}\n', /another release.*9\.0\.0/],
    ['a line that is no event', `${HEAD}\n{"a":1}\n`, /file:2:1: error: this is no event/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await withFolder(async (folder) => {
        const file = join(folder, 'file');
        await writeFile(file, text);

        await assert.rejects(readJournal(file), message);
      });
    });
  }

  it('leaves out a last line that was cut off', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'file');
      await writeFile(file, `${HEAD}\n{"event":"warning","afterMs":1,"message":"m"}\n{"event":"warn`);

      assert.deepEqual((await readJournal(file)).events, [{ kind: 'warning', message: 'm' }]);
      assert.equal((await readHead(file))?.run, 'r');
    });
  });
});
