import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Output } from '../../../lib/connection/connection.ts';
import { CONTENT_LIMIT, isFolder, type PathState } from '../../../lib/modules/shared/path-state.ts';
import { foldersAbove, normalizePath, readPath } from '../../../lib/modules/shared/path.ts';
import { listSyntaxErrors, withShells } from '../../support/shells.ts';
import { ask } from '../../support/step-taking.ts';
import { withFolder } from '../../support/temporary-folder.ts';

const owned = { mode: '0640', owner: 'root', group: 'root', ids: { owner: '0', group: '0' } };
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

interface Case {
  readonly title: string;
  readonly make: (path: string) => void;
  readonly state: PathState;
}

function file(title: string, bytes: Buffer): Case {
  const content = bytes.length <= CONTENT_LIMIT ? { content: bytes } : {};
  return {
    title,
    make: (path) => {
      writeFileSync(path, bytes);
      chmodSync(path, 0o640);
    },
    state: { kind: 'file', ...owned, size: bytes.length, sha256: sha256(bytes), ...content },
  };
}

function folder(path: string, mode: number): void {
  mkdirSync(path);
  chmodSync(path, mode);
}

const cases: readonly Case[] = [
  { title: 'nothing', make: () => undefined, state: { kind: 'absent' } },
  file('an empty file', Buffer.alloc(0)),
  file('text that begins with line ends', Buffer.from('\n\nx\n\n')),
  file('every byte there is', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))),
  file('the largest file read whole', Buffer.alloc(CONTENT_LIMIT, 'x')),
  file('a file too large to be read whole', Buffer.alloc(CONTENT_LIMIT + 1, 'x')),
  {
    title: 'a folder with a sticky bit',
    make: (path) => folder(path, 0o1777),
    state: { kind: 'directory', ...owned, mode: '1777' },
  },
  {
    title: 'a file whose owner has no name',
    make: (path) => {
      writeFileSync(path, 'x');
      chmodSync(path, 0o600);
      chownSync(path, 54_321, 54_322);
    },
    state: {
      kind: 'file',
      mode: '0600',
      owner: '54321',
      group: '54322',
      ids: { owner: '54321', group: '54322' },
      size: 1,
      sha256: sha256(Buffer.from('x')),
      content: Buffer.from('x'),
    },
  },
  {
    title: 'a link that leads nowhere',
    make: (path) => symlinkSync('no such\nthing', path),
    state: { kind: 'link', target: 'no such\nthing', leads: { kind: 'absent' } },
  },
  {
    title: 'a link to a folder',
    make: (path) => {
      folder(`${path}.real`, 0o750);
      symlinkSync(`${path}.real`, path);
    },
    state: { kind: 'link', target: '', leads: { kind: 'directory', ...owned, mode: '0750' } },
  },
  {
    title: 'a pipe',
    make: (path) => assert.equal(spawnSync('mkfifo', ['-m', '640', path]).status, 0),
    state: { kind: 'other', ...owned },
  },
];

const names = [
  'plain',
  'with space',
  `it's "quoted"`,
  '-dash',
  'new\nline',
  '$(touch pwned) `id` \\n',
  'ü*?[',
];

describe('readPath', () => {
  it('asks in a syntax that every shell takes', () => {
    const { script } = readPath(`/tmp/it's`);

    assert.deepEqual(listSyntaxErrors(script.text), []);
  });

  for (const { title, make, state } of cases) {
    it(`tells ${title}`, () =>
      withShells(async (shells) => {
        for (const shell of shells) {
          await withFolder(async (root) => {
            const path = join(root, 'x');
            make(path);

            const answer = await ask(readPath(path), shell);

            const expected =
              state.kind === 'link' && state.leads.kind === 'directory'
                ? { ...state, target: `${path}.real` }
                : state;
            assert.deepEqual(answer, expected, shell.name);
          });
        }
      }));
  }

  it('takes file names of every kind', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          for (const name of names) {
            const path = join(root, name);
            const absent = await ask(readPath(path), shell);
            writeFileSync(path, name);
            const present = await ask(readPath(path), shell);

            assert.equal(absent.kind, 'absent', `${shell.name}: ${name}`);
            assert.deepEqual(
              present.kind === 'file' && present.content,
              Buffer.from(name),
              `${shell.name}: ${name}`,
            );
          }
        });
      }
    }));

  it('tells what is below a file or below nothing as absent', () =>
    withShells(async (shells) => {
      await withFolder(async (root) => {
        writeFileSync(join(root, 'file'), '');
        for (const shell of shells) {
          for (const path of ['file/x', 'none/x/y']) {
            assert.deepEqual(await ask(readPath(join(root, path)), shell), { kind: 'absent' });
          }
        }
      });
    }));

  it('has one key for all spellings of a path', () => {
    for (const path of ['/a/b', '/a/b/', '//a//b', '/a/./b', '/a/c/../b']) {
      assert.equal(readPath(path).key, 'path:/a/b');
    }
  });

  for (const [title, output, message] of [
    ['a failed stat', { code: 1, stderr: 'stat: broken' }, /cannot look at \/x: stat: broken/],
    [
      'a folder that may not be looked into',
      { stdout: 'denied /secret place\n' },
      /may not look into \/secret place/,
    ],
    ['nonsense', { stdout: 'hello\n' }, /the host answered "hello"/],
    ['no answer at all', { stdout: '' }, /the host answered ""/],
    ['half an answer', { stdout: 'directory 755 root\n' }, /stat gave no mode and owner/],
    ['a checksum that is none', { stdout: 'file 644 root 0 root 0 99999 sum\noops' }, /gave no checksum/],
  ] as const) {
    it(`is a fault on ${title}`, () => {
      assert.throws(() => readPath('/x').parse(outputOf(output)), message);
    });
  }

  it('knows a file that cannot be read', () => {
    const state = readPath('/x').parse(outputOf({ stdout: 'file 600 root 0 root 0 5 unreadable\n' }));

    assert.deepEqual(state, { kind: 'file', ...owned, mode: '0600', size: 5 });
  });
});

describe('foldersAbove', () => {
  it('lists the folders above a path, nearest first', () => {
    assert.deepEqual(foldersAbove('/a/b/c/'), ['/a/b', '/a']);
    assert.deepEqual(foldersAbove('/a'), []);
    assert.deepEqual(foldersAbove('/'), []);
  });
});

describe('normalizePath', () => {
  it('keeps the root', () => {
    assert.equal(normalizePath('//'), '/');
  });
});

describe('isFolder', () => {
  it('follows links and does not guess', () => {
    assert.equal(isFolder({ kind: 'directory', ...owned }), true);
    assert.equal(isFolder({ kind: 'link', target: '/x', leads: { kind: 'directory', ...owned } }), true);
    assert.equal(isFolder({ kind: 'link', target: '/x', leads: { kind: 'absent' } }), false);
    assert.equal(isFolder({ kind: 'present' }), undefined);
  });
});

function outputOf({
  code = 0,
  stdout = '',
  stderr = '',
}: {
  code?: number;
  stdout?: string;
  stderr?: string;
}): Output {
  return { code, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr), truncated: false, durationMs: 0 };
}
