import assert from 'node:assert/strict';
import { chmodSync, lstatSync, mkdirSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { file } from '../../lib/modules/file.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';
import { applyOnRealShell } from '../support/real-shell.ts';
import { withShells, type Shell } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const linkTo = (target: string, leads: ReturnType<typeof aFolder> | typeof absent) => ({
  kind: 'link',
  target,
  leads,
});

describeModule(file, {
  inSync: [
    {
      title: 'a file with the mode wanted',
      params: { path: '/etc/x', mode: '644' },
      found: { '/etc/x': aFile('x') },
      result: { path: '/etc/x', kind: 'file', mode: '0644', owner: 'root', group: 'root' },
    },
    {
      title: 'an owner asked for by number',
      params: { path: '/etc/x', owner: '0', group: '0' },
      found: { '/etc/x': aFile('x') },
    },
    {
      title: 'a folder that is a link to one',
      params: { path: '/srv/app/', state: 'directory', mode: '0755' },
      found: { '/srv/app': linkTo('/data', aFolder()), '/srv': aFolder() },
    },
    {
      title: 'a link',
      params: { path: '/a/l', state: 'link', target: '../b' },
      found: { '/a/l': linkTo('../b', absent), '/a': aFolder(), '/b': absent },
      result: { path: '/a/l', kind: 'link', mode: '', owner: '', group: '' },
    },
    {
      title: 'nothing where nothing is wanted',
      params: { path: '/etc/x', state: 'absent' },
      found: { '/etc/x': absent },
      result: { path: '/etc/x', kind: 'absent', mode: '', owner: '', group: '' },
    },
    {
      title: 'touch leaves content alone',
      params: { path: '/var/x', state: 'touch' },
      found: { '/var/x': aFile('x'), '/var': aFolder() },
    },
  ],
  drift: [
    {
      title: 'a folder and those above it are missing',
      params: { path: '/srv/a b/c', state: 'directory', mode: '0700', owner: 'app' },
      found: { '/srv/a b/c': absent, '/srv/a b': absent, '/srv': aFolder() },
      steps: [
        {
          subject: '/srv/a b/c',
          from: 'absent',
          to: 'directory 0700',
          script:
            "(umask 022 && mkdir -p -- '/srv/a b') && (umask 077 && mkdir -- '/srv/a b/c') && chown -- app '/srv/a b/c' && chmod -- 00700 '/srv/a b/c'",
        },
      ],
      result: { path: '/srv/a b/c', kind: 'directory', mode: '0700', owner: 'app', group: '(unknown)' },
    },
    {
      title: 'owner and mode, the owner first as it takes set-id bits away',
      params: { path: '/x', mode: '0755', owner: 'app', group: 'web' },
      found: { '/x': aFile('x', { mode: '4750' }) },
      steps: [
        {
          subject: 'owner of /x',
          from: 'root:root',
          to: 'app:web',
          script: 'chown -- app:web /x && chmod -- 04750 /x',
        },
        { subject: 'mode of /x', from: '4750', to: '0755', script: 'chmod -- 00755 /x' },
      ],
    },
    {
      title: 'a group alone',
      params: { path: '/x', group: 'web' },
      found: { '/x': aFile('x') },
      steps: [{ subject: 'owner of /x', from: 'root:root', to: 'root:web', script: 'chown -- :web /x' }],
    },
    {
      title: 'the mode of a folder behind a link',
      params: { path: '/srv', state: 'directory', mode: '0750' },
      found: { '/srv': linkTo('/data', aFolder()) },
      steps: [{ subject: 'mode of /srv', from: '0755', to: '0750' }],
    },
    {
      title: 'an empty file',
      params: { path: '/var/x', state: 'touch' },
      found: { '/var/x': absent, '/var': aFolder() },
      steps: [{ subject: '/var/x', from: 'absent', to: 'empty file 0644' }],
    },
    {
      title: 'a link points elsewhere',
      params: { path: '/a/l', state: 'link', target: '/new' },
      found: { '/a/l': linkTo('/old', absent), '/a': aFolder(), '/new': aFolder() },
      steps: [{ subject: '/a/l', from: 'link to /old', to: 'link to /new', script: 'ln -sfn -- /new /a/l' }],
    },
    {
      title: 'a folder is removed with all that is in it',
      params: { path: '/var/lib/app', state: 'absent' },
      found: { '/var/lib/app': aFolder() },
      steps: [{ subject: '/var/lib/app', from: 'directory', to: 'absent', script: 'rm -rf -- /var/lib/app' }],
    },
    {
      title: 'a link is removed, not what it leads to',
      params: { path: '/a/l', state: 'absent' },
      found: { '/a/l': linkTo('/data', aFolder()) },
      steps: [{ subject: '/a/l', from: 'link to /data', to: 'absent', script: 'rm -f -- /a/l' }],
    },
  ],
  faults: [
    {
      title: 'the file is not there',
      params: { path: '/etc/x' },
      found: { '/etc/x': absent },
      message: /\/etc\/x does not exist.*touch/,
    },
    {
      title: 'a folder where a file is wanted',
      params: { path: '/etc/x' },
      found: { '/etc/x': aFolder() },
      message: /is a directory on the host, not a file/,
    },
    {
      title: 'a file where a folder is wanted',
      params: { path: '/etc', state: 'directory' },
      found: { '/etc': aFile('x') },
      message: /is a file on the host, not a folder/,
    },
    {
      title: 'a file above a folder',
      params: { path: '/a/b', state: 'directory' },
      found: { '/a/b': absent, '/a': aFile('x') },
      message: /\/a\/b cannot be made: \/a is a file/,
    },
    {
      title: 'a file where a link is wanted',
      params: { path: '/a/l', state: 'link', target: '/b' },
      found: { '/a/l': aFile('x'), '/a': aFolder(), '/b': absent },
      message: /not a link/,
    },
    {
      title: 'no folder to put an empty file in',
      params: { path: '/a/b', state: 'touch' },
      found: { '/a/b': absent, '/a': absent },
      message: /the folder \/a does not exist.*state: directory/,
    },
    {
      title: 'the removal of a vital folder',
      params: { path: '//usr/', state: 'absent' },
      found: { '/usr': aFolder() },
      message: /vital/,
    },
  ],
  unknown: [
    {
      title: 'what an earlier command makes',
      params: { path: '/x', mode: '0600' },
      found: { '/x': { kind: 'present' } },
      reason: /earlier command/,
    },
  ],
  invalid: [
    { title: 'a relative path', params: { path: 'etc' }, message: /path: must be an absolute path/ },
    { title: 'a mode that is a number', params: { path: '/x', mode: 644 }, message: /mode:.*"0644"/ },
    {
      title: 'a link without a target',
      params: { path: '/x', state: 'link' },
      message: /"target" is missing/,
    },
    {
      title: 'a mode for a link',
      params: { path: '/x', state: 'link', target: '/y', mode: '0644' },
      message: /mode: is not allowed here/,
    },
    { title: 'a target for a file', params: { path: '/x', target: '/y' }, message: /target: is not allowed/ },
    { title: 'an owner with a colon', params: { path: '/x', owner: 'a:b' }, message: /owner/ },
  ],
});

describe('file on a real shell', () => {
  interface Case {
    readonly title: string;
    readonly prepare?: (root: string) => void;
    readonly params: (root: string) => Readonly<Record<string, unknown>>;
    readonly steps: number;
    readonly check: (root: string) => void;
  }
  const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);
  const cases: readonly Case[] = [
    {
      title: 'makes folders',
      params: (root) => ({ path: join(root, "it's/a b/c"), state: 'directory', mode: '0710', owner: '1234' }),
      steps: 1,
      check: (root) => {
        assert.equal(modeOf(join(root, "it's/a b/c")), '710');
        assert.equal(modeOf(join(root, "it's/a b")), '755');
        assert.equal(statSync(join(root, "it's/a b/c")).uid, 1234);
      },
    },
    {
      title: 'takes the set-group-id bit off a folder',
      prepare: (root) => {
        mkdirSync(join(root, 'd'));
        chmodSync(join(root, 'd'), 0o2755);
      },
      params: (root) => ({ path: join(root, 'd'), state: 'directory', mode: '0755' }),
      steps: 1,
      check: (root) => assert.equal(modeOf(join(root, 'd')), '755'),
    },
    {
      title: 'sets owner and mode of a file, set-id bits included',
      prepare: (root) => writeFileSync(join(root, 'x'), 'x', { mode: 0o755 }),
      params: (root) => ({ path: join(root, 'x'), mode: '4755', owner: 'daemon', group: 'daemon' }),
      steps: 2,
      check: (root) => assert.equal(modeOf(join(root, 'x')), '4755'),
    },
    {
      title: 'keeps set-id bits when only the owner changes',
      prepare: (root) => {
        writeFileSync(join(root, 'x'), 'x');
        chmodSync(join(root, 'x'), 0o4755);
      },
      params: (root) => ({ path: join(root, 'x'), owner: 'daemon' }),
      steps: 1,
      check: (root) => {
        assert.equal(statSync(join(root, 'x')).uid, 1);
        assert.equal(modeOf(join(root, 'x')), '4755');
      },
    },
    {
      title: 'makes an empty file',
      params: (root) => ({ path: join(root, '-x y'), state: 'touch', mode: '0600' }),
      steps: 1,
      check: (root) => assert.equal(modeOf(join(root, '-x y')), '600'),
    },
    {
      title: 'turns a link to another folder',
      prepare: (root) => {
        mkdirSync(join(root, 'old'));
        mkdirSync(join(root, 'new'));
        symlinkSync('old', join(root, 'l'));
      },
      params: (root) => ({ path: join(root, 'l'), state: 'link', target: 'new' }),
      steps: 1,
      check: (root) => assert.equal(readlinkSync(join(root, 'l')), 'new'),
    },
    {
      title: 'removes a folder that is not empty',
      prepare: (root) => {
        mkdirSync(join(root, 'd/e'), { recursive: true });
        writeFileSync(join(root, 'd/e/x'), 'x');
      },
      params: (root) => ({ path: join(root, 'd'), state: 'absent' }),
      steps: 1,
      check: (root) => assert.throws(() => lstatSync(join(root, 'd')), /ENOENT/),
    },
    {
      title: 'removes a link and keeps what it leads to',
      prepare: (root) => {
        mkdirSync(join(root, 'd'));
        symlinkSync('d', join(root, 'l'));
      },
      params: (root) => ({ path: join(root, 'l'), state: 'absent' }),
      steps: 1,
      check: (root) => assert.ok(statSync(join(root, 'd')).isDirectory()),
    },
  ];
  const run = (shell: Shell, { prepare, params, steps, check }: Case): Promise<void> =>
    withFolder(async (root) => {
      prepare?.(root);

      const runs = await applyOnRealShell(file, params(root), { shell, root });

      assert.equal(runs.steps.length, steps, shell.name);
      check(root);
    });

  for (const entry of cases) {
    it(entry.title, () =>
      withShells(async (shells) => {
        for (const shell of shells) await run(shell, entry);
      }),
    );
  }
});
