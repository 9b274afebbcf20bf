import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { K3Error } from '../../lib/core/errors.ts';
import { find } from '../../lib/modules/find.ts';
import { findFiles, type FoundFile } from '../../lib/modules/shared/found-files.ts';
import { describeModule } from '../support/describe-module.ts';
import { applyOnRealShell } from '../support/real-shell.ts';
import { withShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const log: FoundFile = {
  path: '/var/log/a.log',
  kind: 'file',
  size: 3,
  mode: '0644',
  owner: 'root',
  group: 'root',
  mtime: 1_700_000_000,
};

describeModule(find, {
  inSync: [
    {
      title: 'files are found',
      params: { paths: '/var/log' },
      found: { files: [log] },
      result: { files: [log], matched: 1 },
    },
    {
      title: 'none are found',
      params: { paths: ['/a', '/b'], patterns: '*.log' },
      found: { files: [] },
      result: { files: [], matched: 0 },
    },
  ],
  faults: [
    {
      title: 'a path that is not absolute',
      params: { paths: ['/a', '-delete'] },
      found: { files: [] },
      message: /"-delete" of "paths" is no absolute path \(begin it with "\/"\)/,
    },
  ],
  invalid: [
    { title: 'no folder', params: {}, message: /"paths" is missing/ },
    { title: 'an age in seconds', params: { paths: '/a', age: '9s' }, message: /age/ },
    { title: 'a size of nothing', params: { paths: '/a', size: '0' }, message: /size/ },
  ],
});

describe('findFiles', () => {
  const read = findFiles({
    folders: ['/a'],
    names: [],
    otherThan: [],
    kind: 'any',
    minutes: undefined,
    bytes: undefined,
    deep: true,
    hidden: true,
  });
  const output = {
    code: 0,
    stdout: Buffer.alloc(0),
    stderr: Buffer.alloc(0),
    truncated: false,
    durationMs: 0,
  };

  it('refuses an answer that is not whole', () => {
    const stdout = Buffer.from('/a/b//81a4 3 644 0 0 17 root//root\n/a/c//81a4 3');

    assert.throws(() => read.parse({ ...output, stdout }), /makes no sense/);
  });

  it('refuses more than can be told', () => {
    assert.throws(() => read.parse({ ...output, truncated: true }), /too many/);
  });

  it('tells why the host cannot look', () => {
    const stderr = Buffer.from("find: '/a/b': Permission denied\n");

    assert.throws(
      () => read.parse({ ...output, code: 1, stderr }),
      (error) =>
        error instanceof K3Error &&
        /Permission denied/.test(error.message) &&
        /become/.test(error.hint ?? ''),
    );
  });

  it('gives numbers where the host has no names', () => {
    const stdout = Buffer.from('/a/b//c1a4 0 644 7 8 17 UNKNOWN//UNKNOWN\n');

    const [socket] = read.parse({ ...output, stdout });

    assert.deepEqual(
      { ...socket },
      { path: '/a/b', kind: 'other', size: 0, mode: '0644', owner: '7', group: '8', mtime: 17 },
    );
  });
});

describe('find on a real shell', () => {
  const cases: readonly [title: string, params: object, names: readonly string[]][] = [
    ['files alone', {}, ["it's\na file", 'large.log', 'old.log']],
    ['all folders below', { recurse: true }, ['d/deep.log', "it's\na file", 'large.log', 'old.log']],
    ['hidden ones', { hidden: true, patterns: '.*' }, ['.hidden']],
    ['any of several names', { patterns: ['*.log', 'nothing'] }, ['large.log', 'old.log']],
    ['names but for others', { patterns: '*.log', excludes: ['old*'] }, ['large.log']],
    ['folders', { file_type: 'directory' }, ['d']],
    ['links', { file_type: 'link' }, ['link']],
    ['what is old', { age: '2d' }, ['old.log']],
    ['what is new', { age: '-2d' }, ["it's\na file", 'large.log']],
    ['what is large', { size: '2k' }, ['large.log']],
    ['what is small', { size: '-3' }, ["it's\na file", 'old.log']],
    ['anything', { file_type: 'any' }, ['d', "it's\na file", 'large.log', 'link', 'old.log']],
  ];

  function fill(root: string): void {
    mkdirSync(join(root, 'd'));
    writeFileSync(join(root, 'd/deep.log'), 'abc');
    writeFileSync(join(root, 'large.log'), Buffer.alloc(2048));
    writeFileSync(join(root, 'old.log'), 'abc');
    writeFileSync(join(root, "it's\na file"), '');
    writeFileSync(join(root, '.hidden'), '');
    symlinkSync('old.log', join(root, 'link'));
    utimesSync(join(root, 'old.log'), 1_700_000_000, 1_700_000_000);
  }

  it('finds what it is asked for, and changes nothing', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          fill(root);
          for (const [title, params, names] of cases) {
            const paths = [root, join(root, 'absent')];

            const { steps, result } = await applyOnRealShell(find, { paths, ...params }, { shell, root });

            const files = result['files'] as readonly FoundFile[];
            assert.deepEqual(steps, []);
            assert.deepEqual(
              files.map(({ path }) => path),
              names.map((name) => join(root, name)),
              title,
            );
          }
        });
      }
    }));

  it('tells what it found', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          fill(root);

          const params = { paths: `${root}/`, patterns: 'old.log' };
          const { result } = await applyOnRealShell(find, params, { shell, root });

          const path = join(root, 'old.log');
          assert.deepEqual(result, { files: [{ ...log, path, mode: '0644' }], matched: 1 });
        });
      }
    }));
});
