import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLimit } from '../../lib/inventory/limit.ts';

describe('readLimit', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3play-limit-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('leaves a plain pattern as it is', async () => {
    assert.equal(await readLimit('web:!w1'), 'web:!w1');
  });

  it('puts the lines of a file in the place of its name, without comments', async () => {
    const file = join(folder, 'failed');
    await writeFile(file, '# of last night\nw1\n\nw2 # slow\n');

    assert.equal(await readLimit(`db,@${file}`), 'db,w1,w2');
  });

  it('refuses a file that names no host, which would mean all of them', async () => {
    const file = join(folder, 'empty');
    await writeFile(file, '\n');

    await assert.rejects(readLimit(`@${file}`), /names no host/);
  });

  it('tells which file is missing', async () => {
    await assert.rejects(readLimit(`@${folder}/none`), /--limit: there is no file .*none/);
  });
});
