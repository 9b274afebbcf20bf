import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemplateFiles } from '../../lib/run/local-files.ts';
import { withFolder } from '../support/temporary-folder.ts';

describe('createTemplateFiles', () => {
  it('compiles a template once for all that want it', () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, 'a.hbs'), 'for {{ name }}\n');
      const files = createTemplateFiles([]);

      const [one, two] = await Promise.all([
        files.template('a.hbs', folder),
        files.template('a.hbs', folder),
      ]);

      assert.equal(one.text, two.text);
      assert.equal(one.file, join(folder, 'a.hbs'));
      assert.equal(one.text.render({ name: 'w1' }), 'for w1\n');
      assert.equal(one.text.render({ name: 'w2' }), 'for w2\n');
    }));

  it("takes the play's own template over those of the folders given", () =>
    withFolder(async (folder) => {
      const shared = join(folder, 'shared');
      mkdirSync(shared);
      for (const [path, text] of [
        [join(shared, 'a.hbs'), 'shared a'],
        [join(shared, 'b.hbs'), 'shared b'],
        [join(folder, 'a.hbs'), 'own a'],
      ] as const)
        writeFileSync(path, text);
      const files = createTemplateFiles([shared]);

      const texts = await Promise.all(['a.hbs', 'b.hbs'].map((path) => files.template(path, folder)));

      assert.deepEqual(
        texts.map(({ text }) => text.render({})),
        ['own a', 'shared b'],
      );
    }));

  for (const size of [0, 5, 300_000]) {
    it(`tells size and sum of a file of ${size} bytes`, () =>
      withFolder(async (folder) => {
        const bytes = Buffer.alloc(size, 'k3play');
        writeFileSync(join(folder, 'x'), bytes);

        assert.deepEqual(await createTemplateFiles([]).file('x', folder), {
          path: join(folder, 'x'),
          size,
          sha256: createHash('sha256').update(bytes).digest('hex'),
        });
      }));
  }

  it('reads a file once for all that want it', () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, 'x'), 'before');
      const files = createTemplateFiles([]);
      const before = await files.file('x', folder);
      writeFileSync(join(folder, 'x'), 'after, and longer');

      assert.deepEqual(await files.file('x', folder), before);
    }));

  it('says where it looked for what is not there', () =>
    withFolder(async (folder) => {
      const files = createTemplateFiles([]);

      const message = (what: string) => ({
        message: `there is no ${what} "no/such", looked for from ${folder}`,
      });
      await assert.rejects(files.template('no/such', folder), message('template'));
      await assert.rejects(files.file('no/such', folder), message('file'));
    }));
});
