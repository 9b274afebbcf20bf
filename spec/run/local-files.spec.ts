import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemplateFiles } from '../../lib/run/local-files.ts';
import { SourceFiles } from '../../lib/connection/transfer/source-files.ts';
import { withFolder } from '../support/temporary-folder.ts';

describe('createTemplateFiles', () => {
  it('compiles a template once for all that want it', () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, 'a.hbs'), 'for {{ name }}\n');
      const files = createTemplateFiles([], new SourceFiles());

      const [one, two] = await Promise.all([
        files.template('a.hbs', [folder]),
        files.template('a.hbs', [folder]),
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
      const files = createTemplateFiles([shared], new SourceFiles());

      const texts = await Promise.all(['a.hbs', 'b.hbs'].map((path) => files.template(path, [folder])));

      assert.deepEqual(
        texts.map(({ text }) => text.render({})),
        ['own a', 'shared b'],
      );
    }));

  it('reads a text as it is, whatever stands in it', () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, 'a.yml'), 'port: {{ port }}\n');
      const files = createTemplateFiles([], new SourceFiles());

      assert.deepEqual(await files.plainText('a.yml', [folder]), {
        path: join(folder, 'a.yml'),
        text: 'port: {{ port }}\n',
      });
      await assert.rejects(files.plainText('b.yml', [folder]), /there is no file "b.yml"/);
    }));

  for (const size of [0, 5, 300_000]) {
    it(`tells size and sum of a file of ${size} bytes`, () =>
      withFolder(async (folder) => {
        const bytes = Buffer.alloc(size, 'k3play');
        writeFileSync(join(folder, 'x'), bytes);

        assert.deepEqual(await createTemplateFiles([], new SourceFiles()).file('x', [folder]), {
          path: join(folder, 'x'),
          size,
          sha256: createHash('sha256').update(bytes).digest('hex'),
        });
      }));
  }

  it('reads a file once for all that want it, and again once it has changed', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'x');
      writeFileSync(path, 'before');
      const sources = new SourceFiles();
      const files = createTemplateFiles([], sources);

      const before = await Promise.all(['x', 'x', path].map((name) => files.file(name, [folder])));
      const read = sources.bytesRead;
      writeFileSync(path, 'after, and longer');
      const after = await files.file('x', [folder]);

      assert.equal(new Set(before.map(({ sha256 }) => sha256)).size, 1);
      assert.equal(read, 'before'.length);
      assert.equal(after.size, 'after, and longer'.length);
      assert.notEqual(after.sha256, before[0]?.sha256);
    }));

  it('says where it looked for what is not there', () =>
    withFolder(async (folder) => {
      const files = createTemplateFiles([], new SourceFiles());

      const message = (what: string) => ({
        message: `there is no ${what} "no/such", looked for from ${folder}`,
      });
      await assert.rejects(files.template('no/such', [folder]), message('template'));
      await assert.rejects(files.file('no/such', [folder]), message('file'));
    }));
});
