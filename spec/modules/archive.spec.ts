import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Unknown } from '../../lib/core/unknown.ts';
import { archive } from '../../lib/modules/archive.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';
import { applyOnRealShell, planOnRealShell } from '../support/real-shell.ts';
import { withShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const folder = aFolder();
const dest = '/var/backups/app.tar.gz';
const params = { paths: '/srv/app', dest };
const made = aFile('the archive', { mode: '0600' });
const digest = 'a'.repeat(64);
const packed = { digest, missing: [] };
const noteOf = (sources: string, sum = String(made.sha256)) => aFile(`sources ${sources}\narchive ${sum}\n`);
const why = new Unknown('what comes before it changes it');
const unsure = { digest: why, missing: why };
const after = { file: made, folder, note: noteOf(digest), packed };

describeModule(archive, {
  inSync: [
    { title: 'what it was made of is as it was', params, found: after },
    {
      title: 'mode and owner are as they are wanted',
      params: { ...params, mode: '600', owner: 'root' },
      found: after,
    },
  ],
  drift: [
    {
      title: 'no archive',
      params,
      found: { file: absent, folder, note: absent, packed },
      steps: [{ subject: dest, from: 'absent', to: 'archive 0600 of /srv/app', kind: 'run' }],
      after,
    },
    {
      title: 'no archive, of what a dry run cannot know',
      params: { ...params, mode: '0640', group: 'adm' },
      found: { file: absent, folder, note: absent, packed: unsure },
      steps: [{ subject: dest, from: 'absent', to: 'archive 0640 of /srv/app', kind: 'run' }],
      after: { ...after, file: { ...made, mode: '0640', group: 'adm' } },
    },
    {
      title: 'what it was made of has changed',
      params: { ...params, exclude: ['*.log', 'app/cache/'] },
      found: { ...after, note: noteOf('b'.repeat(64)) },
      steps: [{ subject: dest, from: 'other content', to: 'archive 0600 of /srv/app', kind: 'run' }],
      after,
    },
    {
      title: 'somebody else put an archive there',
      params: { ...params, paths: ['/srv/app', '/etc/app.conf'] },
      found: { ...after, note: noteOf(digest, 'c'.repeat(64)) },
      steps: [{ subject: dest, from: 'other content', to: 'archive 0600 of /srv/app, /etc/app.conf' }],
      after,
    },
    {
      title: 'an archive that nothing is noted of',
      params,
      found: { ...after, note: absent },
      steps: [{ subject: dest, from: 'other content', to: 'archive 0600 of /srv/app' }],
      after,
    },
    {
      title: 'only the mode is another',
      params: { ...params, mode: '0644' },
      found: after,
      steps: [{ subject: `mode of ${dest}`, from: '0600', to: '0644' }],
    },
  ],
  unknown: [
    {
      title: 'what an earlier task changes',
      params,
      found: { ...after, packed: unsure },
      reason: /what comes before it changes it/,
    },
    {
      title: 'an archive that an earlier command makes',
      params,
      found: { ...after, file: { kind: 'present' } },
      reason: /an earlier command makes/,
    },
    {
      title: 'an archive that was made by an earlier task',
      params,
      found: { ...after, file: { ...made, sha256: new Unknown('known once the archive is made') } },
      reason: /known once the archive is made/,
    },
  ],
  faults: [
    {
      title: 'what is not there',
      params: { ...params, paths: ['/srv/app', '/srv/b', '/srv/c', '/srv/d'] },
      found: { ...after, packed: { digest: '', missing: ['/srv/b', '/srv/c', '/srv/d'] } },
      message: /^\/srv\/b does not exist on the host, nor do \/srv\/c, \/srv\/d \(name what is there/,
    },
    {
      title: 'a folder in its place',
      params,
      found: { ...after, file: folder },
      message: /app.tar.gz is a directory on the host, not a file/,
    },
    {
      title: 'no folder for it',
      params,
      found: { ...after, file: absent, folder: absent },
      message: /the folder \/var\/backups does not exist/,
    },
    {
      title: 'an archive that cannot be read',
      params,
      found: { ...after, file: { ...made, sha256: undefined } },
      message: /may not read the archive.*become/,
    },
    {
      title: 'a path that is none',
      params: { ...params, paths: 'srv' },
      found: after,
      message: /"srv" of "paths" is no absolute path/,
    },
    { title: 'the root folder', params: { ...params, paths: '//' }, found: after, message: /root folder/ },
  ],
  invalid: [
    { title: 'an end that says nothing', params: { ...params, dest: '/srv/app.rar' }, message: /dest/ },
    { title: 'no paths', params: { ...params, paths: [] }, message: /paths/ },
  ],
});

/** A folder `it's app` with files, a link, names that need quotes, and what is to be left out. */
function makeTree(root: string): string {
  const app = join(root, "it's app");
  mkdirSync(join(app, 'cache'), { recursive: true });
  mkdirSync(join(app, '-o'));
  writeFileSync(join(app, 'a file'), 'one\n');
  writeFileSync(join(app, '-o', 'back\\nslash'), 'two\n');
  writeFileSync(join(app, 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(app, 'cache', 'x'), 'x');
  writeFileSync(join(app, 'app.log'), 'x');
  symlinkSync('a file', join(app, 'link'));
  return app;
}

const MEMBERS = ['-o', '-o/back\\nslash', 'a file', 'link', 'run.sh'];

/** The names of what unpacks from an archive, by the tools of this machine. */
function unpack(path: string, into: string): string[] {
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into);
  if (path.endsWith('.zip')) execFileSync('unzip', ['-oq', path, '-d', into]);
  else execFileSync('tar', ['-xf', path, '-C', into]);
  return readdirSync(into, { recursive: true, encoding: 'utf8' }).sort();
}

describe('archive on a real shell', function () {
  this.timeout(120_000);

  it('packs what is there, again where it changes, and is silent then', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        // Busybox packs neither xz nor zip.
        const ends = shell.name === 'busybox' ? ['tar', 'tgz'] : ['tar', 'tar.gz', 'tar.xz', 'zip'];
        for (const end of ends) {
          await withFolder(async (root) => {
            const app = makeTree(root);
            const path = join(root, `out [*].${end}`);
            const into = join(root, 'into');
            const options = { shell, root };
            const wanted = { paths: app, dest: path, exclude: ['*.log', "it's app/cache"] };
            const apply = async (more: object = {}): Promise<number> =>
              (await applyOnRealShell(archive, { ...wanted, ...more }, options)).steps.length;

            assert.equal(await apply(), 1);
            assert.deepEqual(unpack(path, into), ["it's app", ...MEMBERS.map((one) => `it's app/${one}`)]);
            assert.equal(statSync(path).mode & 0o777, 0o600);
            assert.equal(statSync(join(into, "it's app/run.sh")).mode & 0o777, 0o755);

            const first = readFileSync(path);
            rmSync(path);
            assert.equal(await apply(), 1);
            assert.ok(readFileSync(path).equals(first), 'the same files make the same archive');

            // What is left out does not count.
            writeFileSync(join(app, 'app.log'), 'more');
            rmSync(join(app, 'cache'), { recursive: true });
            assert.equal(await apply(), 0);

            writeFileSync(join(app, 'a file'), 'other\n');
            assert.equal(await apply({ mode: '0644' }), 1);
            unpack(path, into);
            assert.equal(readFileSync(join(into, "it's app/a file"), 'utf8'), 'other\n');
            assert.equal(statSync(path).mode & 0o777, 0o644);

            chmodSync(join(app, 'a file'), 0o600);
            assert.equal(await apply(), 1);
            rmSync(join(app, 'link'));
            assert.equal(await apply(), 1);
            writeFileSync(path, 'no archive');
            assert.equal(await apply(), 1);
            assert.equal(unpack(path, into).includes("it's app/link"), false);
            const names = [`.out [*].${end}.k3play`, 'into', "it's app", `out [*].${end}`];
            assert.deepEqual(readdirSync(root).sort(), names);
          });
        }
      }
    }));

  it('packs several paths below the folder that all are in, and never itself', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          for (const name of ['top/a', 'top/b/deep', 'top/-x']) {
            mkdirSync(join(root, name), { recursive: true });
            writeFileSync(join(root, name, 'file'), name);
          }
          const path = join(root, 'top/a/out.tar');
          const paths = [join(root, 'top/a'), join(root, 'top/b/deep/'), join(root, 'top/-x')];
          writeFileSync(join(root, 'top/a/.out.tar.k3play.old'), '');

          await applyOnRealShell(archive, { paths, dest: path }, { shell, root });

          const names = ['-x', '-x/file', 'a', 'a/file', 'b', 'b/deep', 'b/deep/file'];
          assert.deepEqual(unpack(path, join(root, 'into')), names);
        });
      }
    }));

  it('sees another content of the same size', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const file = join(root, 'file');
          writeFileSync(file, 'one');
          utimesSync(file, 1_000_000_000, 1_000_000_000);
          const params = { paths: file, dest: join(root, 'out.tar.gz') };
          await applyOnRealShell(archive, params, { shell, root });
          writeFileSync(file, 'two');

          const { steps } = await applyOnRealShell(archive, params, { shell, root });

          assert.equal(steps.length, 1);
        });
      }
    }));

  it('tells what is not there, and leaves nothing behind where it cannot pack', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const params = { paths: [root, join(root, "it's not")], dest: join(root, 'out.tar') };
          const plan = JSON.stringify(await planOnRealShell(archive, params, { shell }));
          assert.match(plan, /it's not does not exist on the host/);

          mkdirSync(join(root, 'tools'));
          const poor = { ...shell, path: makePoor(join(root, 'tools'), shell.path) };
          mkdirSync(join(root, 'app'));
          const app = { paths: join(root, 'app'), dest: join(root, 'out.tar.gz') };
          await assert.rejects(applyOnRealShell(archive, app, { shell: poor, root }), /this needs gzip/);
          assert.ok(!existsSync(app.dest));
          assert.deepEqual(readdirSync(root).sort(), ['app', 'tools']);
        });
      }
    }));
});

/** A folder with the tools that are needed, but for gzip. */
function makePoor(folder: string, path: string): string {
  const tools = ['find', 'stat', 'sort', 'sha256sum', 'tar', 'rm', 'mkdir', 'cat', 'readlink', 'mv', 'chmod'];
  for (const tool of tools) {
    const from = path.split(':').find((one) => existsSync(join(one, tool)));
    assert.ok(from !== undefined, `${tool} is on this machine`);
    symlinkSync(join(from, tool), join(folder, tool));
  }
  return folder;
}
