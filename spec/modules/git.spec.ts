import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../lib/core/secret.ts';
import { git } from '../../lib/modules/git.ts';
import { PlanFault } from '../../lib/modules/step.ts';
import { describeModule } from '../support/describe-module.ts';
import { call, Origin } from '../support/git-origin.ts';
import { applyOnRealShell, planOnRealShell } from '../support/real-shell.ts';
import { installSystemShells, type Shell } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';
import { withWebServer } from '../support/web-server.ts';

const OLD = 'a'.repeat(40);
const NEW = 'b'.repeat(40);
const repo = 'https://example.org/app.git';
const dest = '/opt/app';
const params = { repo, dest, version: 'main' };
const nothing = { kind: 'absent', url: '', commit: '', changed: [], own: [], modules: [] };
const there = { ...nothing, kind: 'checkout', url: repo, commit: OLD };
const main = { kind: 'branch', ref: 'refs/heads/main', commit: NEW };
const before = { ...main, commit: OLD };
const subject = `checkout ${dest}`;
const down = { kind: 'down', reason: 'fatal: no way' };

describeModule(git, {
  inSync: [
    {
      title: 'at the version',
      params,
      found: { checkout: { ...there, remote: before } },
      result: { commit: OLD, changed: [] },
    },
    {
      title: 'files were changed that may stay',
      params,
      found: { checkout: { ...there, changed: ['a b'], remote: before } },
      result: { commit: OLD, changed: ['a b'] },
    },
    {
      title: 'any version will do',
      params: { ...params, update: false },
      found: { checkout: { ...there, url: 'other', remote: { kind: 'unasked' } } },
    },
    {
      title: 'a commit that is there needs no repository',
      params: { ...params, version: OLD },
      found: { checkout: { ...there, remote: { kind: 'commit', ref: OLD, commit: OLD } } },
    },
  ],
  drift: [
    {
      title: 'nothing is there',
      params,
      found: { checkout: { ...nothing, remote: main } },
      steps: [{ subject, from: 'absent', to: 'main, bbbbbbbbbbbb', kind: 'run' }],
      result: { commit: NEW, changed: [] },
    },
    {
      title: 'the branch has moved, and so has the repository',
      params,
      found: { checkout: { ...there, url: 'old', remote: main } },
      steps: [{ subject, from: 'aaaaaaaaaaaa, from old', to: 'main, bbbbbbbbbbbb' }],
    },
    {
      title: 'changes and commits that may be thrown away',
      params: { ...params, force: true },
      found: { checkout: { ...there, changed: ['x'], own: ['mine'], remote: main } },
      steps: [{ subject, from: 'aaaaaaaaaaaa, changed x', to: 'main, bbbbbbbbbbbb' }],
    },
    {
      title: 'a submodule is missing',
      params: { ...params, submodules: true },
      found: { checkout: { ...there, modules: ['lib'], remote: before } },
      steps: [{ subject, from: 'aaaaaaaaaaaa, submodules lib', to: 'main, aaaaaaaaaaaa' }],
    },
    {
      title: 'the repository cannot be reached yet',
      params,
      found: { checkout: { ...nothing, remote: down } },
      steps: [{ subject, from: 'absent', to: 'main' }],
      result: { commit: '(unknown)', changed: [] },
    },
    {
      title: 'git is not there yet',
      params,
      found: { checkout: { ...nothing, kind: 'toolless', remote: { kind: 'unasked' } } },
      steps: [{ subject, from: 'git is absent', to: 'main' }],
    },
    {
      title: 'it cannot be known whether the branch has moved',
      params,
      found: { checkout: { ...there, remote: down } },
      steps: [{ subject, from: 'aaaaaaaaaaaa', to: 'main', certain: false }],
    },
  ],
  faults: [
    {
      title: 'files that are no checkout',
      params,
      found: { checkout: { ...nothing, kind: 'folder', remote: main } },
      message: /\/opt\/app holds files, and is no checkout/,
    },
    {
      title: 'a file in the way',
      params,
      found: { checkout: { ...nothing, kind: 'file', remote: main } },
      message: /\/opt\/app is a file on the host/,
    },
    {
      title: 'a version that is not there',
      params,
      found: { checkout: { ...there, remote: { kind: 'none' } } },
      message: /has no branch or tag main \(a commit is named by all its 40 digits\)/,
    },
    {
      title: 'a version that is a branch and a tag',
      params,
      found: { checkout: { ...there, remote: { kind: 'both' } } },
      message: /has a branch and a tag main \(version: refs\/heads\/main or refs\/tags\/main\)/,
    },
    {
      title: 'changes that would be lost',
      params,
      found: { checkout: { ...there, changed: ['a', 'b', 'c', 'd', 'e', 'f'], remote: main } },
      message: /changed on the host: a, b, c, d, e and 1 more \(.*force: true/,
    },
    {
      title: 'commits that would be lost',
      params,
      found: { checkout: { ...there, own: ['Fix it here'], remote: main } },
      message: /has commits that were made on the host: Fix it here/,
    },
  ],
  invalid: [
    {
      title: 'a password in the URL',
      params: { ...params, repo: 'https://a:b@example.org/x' },
      message: /password/,
    },
    { title: 'an option for a repository', params: { ...params, repo: '--upload-pack=x' }, message: /repo/ },
    { title: 'an option for a version', params: { ...params, version: '-x' }, message: /version/ },
    { title: 'a password of nobody', params: { ...params, password: 'x' }, message: /username/ },
  ],
});

describe('git on a real shell', function () {
  this.timeout(120_000);
  const { shells, remove } = installSystemShells();
  after(remove);

  function each(
    body: (place: { root: string; shell: Shell; into: string; origin: Origin }) => Promise<void>,
  ) {
    return async () => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          await body({ root, shell, into: join(root, "it's/here"), origin: new Origin(root) });
        });
      }
    };
  }

  it(
    'follows a branch, a tag, a commit and another repository, and is silent then',
    each(async ({ root, shell, into, origin }) => {
      const first = origin.commit('one');
      origin.tag('v1');
      const second = origin.commit('two');
      const other = new Origin(root, 'other');
      const elsewhere = other.commit('three');
      const rounds = [
        [{ repo: origin.bare, version: 'main' }, second],
        [{ repo: origin.bare, version: 'v1' }, first],
        [{ repo: `file://${origin.bare.replace(' ', '%20')}`, version: second }, second],
        [{ repo: other.bare }, elsewhere],
      ] as const;

      for (const [wanted, commit] of rounds) {
        const { steps, result } = await applyOnRealShell(git, { ...wanted, dest: into }, { shell, root });

        assert.equal(steps.length, 1);
        assert.equal(result['commit'], commit);
        assert.equal(call(into, 'rev-parse', 'HEAD'), commit);
      }
      assert.equal(readFileSync(join(into, 'a file'), 'utf8'), 'three');
    }),
  );

  it(
    'goes on from a branch of before, with little history, and lets it be where any version will do',
    each(async ({ root, shell, into, origin }) => {
      const wanted = { repo: `file://${origin.bare}`, dest: into, version: 'main', depth: 1 };
      for (const text of ['one', 'two', 'three']) {
        const commit = origin.commit(text);
        const { steps } = await applyOnRealShell(git, wanted, { shell, root });

        assert.equal(steps.length, 1);
        assert.equal(call(into, 'rev-parse', 'HEAD'), commit);
        assert.equal(call(into, 'rev-parse', '--abbrev-ref', 'HEAD'), 'main');
        assert.equal(existsSync(join(into, '.git/shallow')), true);
      }
      origin.commit('four');
      rmSync(origin.work, { recursive: true });

      const { steps } = await applyOnRealShell(git, { ...wanted, update: false }, { shell, root });

      assert.deepEqual(steps, []);
    }),
  );

  it(
    'keeps what was done on the host, unless told to throw it away',
    each(async ({ root, shell, into, origin }) => {
      const wanted = { repo: origin.bare, dest: into, version: 'main' };
      origin.commit('one');
      await applyOnRealShell(git, wanted, { shell, root });
      writeFileSync(join(into, 'a file'), 'edited');
      writeFileSync(join(into, 'not known'), 'x');
      const kept = await applyOnRealShell(git, wanted, { shell, root });
      const next = origin.commit('two');
      const refused = await planOnRealShell(git, wanted, { shell });
      call(into, 'commit', '-q', '-a', '-m', 'mine');
      const refusedToo = await planOnRealShell(git, wanted, { shell });

      const { steps } = await applyOnRealShell(git, { ...wanted, force: true }, { shell, root });

      assert.deepEqual([kept.steps, kept.result['changed']], [[], ['a file']]);
      assert.match(refused instanceof PlanFault ? refused.message : '', /changed on the host: a file$/);
      assert.match(refusedToo instanceof PlanFault ? refusedToo.message : '', /made on the host: mine$/);
      assert.equal(steps.length, 1);
      assert.equal(call(into, 'rev-parse', 'HEAD'), next);
      assert.equal(readFileSync(join(into, 'not known'), 'utf8'), 'x');
    }),
  );

  it(
    'goes on where it was cut off',
    each(async ({ root, shell, into, origin }) => {
      const commit = origin.commit('one');
      call(root, 'init', '-q', into);

      const { result } = await applyOnRealShell(git, { repo: origin.bare, dest: into }, { shell, root });

      assert.equal(result['commit'], commit);
    }),
  );

  it(
    'logs in by a password that is left nowhere, and brings submodules',
    each(async ({ root, shell, into, origin }) => {
      const library = new Origin(root, 'library.git');
      const inner = library.commit('library');
      const asked = `Basic ${Buffer.from('me:pass word').toString('base64')}`;
      await withWebServer(
        ({ url = '', headers }, answer) => {
          const file = join(root, decodeURIComponent(url.split('?')[0] ?? ''));
          if (headers.authorization !== asked)
            answer.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
          else if (existsSync(file)) answer.end(readFileSync(file));
          else answer.writeHead(404).end();
        },
        async ({ url }) => {
          call(
            origin.work,
            '-c',
            'protocol.file.allow=always',
            'submodule',
            '-q',
            'add',
            library.bare,
            'lib',
          );
          call(origin.work, 'config', '-f', '.gitmodules', 'submodule.lib.url', `${url}/library.git`);
          origin.commit('one');
          const wanted = {
            repo: `${url}/the%20repo.git`,
            dest: into,
            version: 'main',
            submodules: true,
            username: 'me',
            password: new Secret('pass word'),
          };

          const { steps } = await applyOnRealShell(git, wanted, { shell, root });

          const [step] = steps;
          assert.equal(call(join(into, 'lib'), 'rev-parse', 'HEAD'), inner);
          assert.ok(step?.kind === 'run' && !step.script.text.includes('pass word'));
          const left = spawnSync('grep', ['-rl', '-e', 'pass word', '-e', asked, into], { encoding: 'utf8' });
          assert.deepEqual([left.status, left.stdout], [1, '']);
        },
      );
    }),
  );
});
