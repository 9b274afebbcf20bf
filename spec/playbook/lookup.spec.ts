import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveFile, resolveTemplate } from '../../lib/playbook/lookup.ts';

describe('resolveTemplate and resolveFile', () => {
  let root: string;
  let folder: string;
  let bundled: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'k3play-lookup-'));
    [folder, bundled] = [join(root, 'site'), join(root, 'bundled')];
    for (const path of ['site/templates', 'site/files', 'bundled'])
      await mkdir(join(root, path), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true }));

  const put = (...path: string[]) => writeFile(join(root, ...path), '');

  it('takes the nearest: the folder of the playbook, its own folder for such files, the given ones', async () => {
    const find = () => resolveTemplate('x.hbs', [folder], { templateFolders: [bundled] });

    assert.equal(find(), undefined);
    await put('bundled', 'x.hbs');
    assert.equal(find(), join(bundled, 'x.hbs'));
    await put('site', 'templates', 'x.hbs');
    assert.equal(find(), join(folder, 'templates', 'x.hbs'));
    await put('site', 'x.hbs');
    assert.equal(find(), join(folder, 'x.hbs'));
  });

  it('looks for files in files, not among templates', async () => {
    await put('site', 'templates', 'a');
    await put('site', 'files', 'b');

    assert.equal(resolveFile('a', [folder]), undefined);
    assert.equal(resolveFile('b', [folder]), join(folder, 'files', 'b'));
  });

  it('takes a whole path as it is', async () => {
    await put('bundled', 'a');

    assert.equal(resolveFile(join(bundled, 'a'), [folder]), join(bundled, 'a'));
  });

  it('finds no folders and nothing under a name that no file can have', () => {
    assert.equal(resolveFile('files', [folder]), undefined);
    assert.equal(resolveFile('a\0b', [folder]), undefined);
  });
});
