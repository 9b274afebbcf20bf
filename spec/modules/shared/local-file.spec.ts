import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { SourceFiles } from '../../../lib/connection/transfer/source-files.ts';
import { locateHere, readHere } from '../../../lib/modules/shared/local-file.ts';
import { withFolder } from '../../support/temporary-folder.ts';

const signal = new AbortController().signal;
const files = new SourceFiles();

describe('readHere', () => {
  for (const mode of ['0600', '0644', '0400', '4755']) {
    it(`gives text and mode ${mode} of a file`, () =>
      withFolder(async (folder) => {
        const path = join(folder, "it's here");
        writeFileSync(path, 'ü\n');
        chmodSync(path, Number.parseInt(mode, 8));

        const answer = await readHere(path).ask(signal, files);

        assert.equal(answer?.mode, mode);
        assert.equal(answer.text.reveal(), 'ü\n');
      }));
  }

  it('never shows the text', () =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, 'x'), 'hush');

      const answer = await readHere(join(folder, 'x')).ask(signal, files);

      assert.equal(answer?.text.reveal(), 'hush');
      assert.ok(!`${inspect(answer)}${JSON.stringify(answer)}`.includes('hush'));
    }));

  it('gives undefined where there is nothing', () =>
    withFolder(async (folder) => {
      assert.equal(await readHere(join(folder, 'no/such')).ask(signal, files), undefined);
    }));

  it('says why a path cannot be read', () =>
    withFolder(async (folder) => {
      mkdirSync(join(folder, 'd'));
      writeFileSync(join(folder, 'f'), '');

      await assert.rejects(
        readHere(join(folder, 'd')).ask(signal, files),
        /cannot read .*\/d on this machine: EISDIR/,
      );
      await assert.rejects(
        readHere(join(folder, 'f/x')).ask(signal, files),
        /cannot read .*\/f\/x on this machine: ENOTDIR/,
      );
    }));

  it('asks the same question of the same path', () => {
    assert.equal(readHere('a').key, readHere('a').key);
    assert.notEqual(readHere('a').key, readHere('b').key);
  });
});

describe('locateHere', () => {
  it('begins at the home of the user where a path begins with ~/', async () => {
    assert.equal(await locateHere('~/no-such-folder/x'), join(homedir(), 'no-such-folder/x'));
  });

  it('leaves other paths as they are', async () => {
    assert.equal(await locateHere('no-such-folder/~/x'), 'no-such-folder/~/x');
  });
});
