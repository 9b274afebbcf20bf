import assert from 'node:assert/strict';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageModule } from '../../../lib/modules/package.ts';
import { isSteps, type Step } from '../../../lib/modules/step.ts';
import { withOwnMounts, type OwnMounts } from '../../support/own-mounts.ts';
import { planOnRealShell } from '../../support/real-shell.ts';
import { installSystemShells } from '../../support/shells.ts';
import { takeStep } from '../../support/step-taking.ts';

const NAME = 'k3play-spec';

/** A manager of packages on this machine, with a repository of ours as its only one and state of its own. */
interface Kind {
  readonly manager: string;
  readonly configure: (repository: string, own: OwnMounts) => void;
  /** Puts a version of the package into the repository. */
  readonly publish: (version: string, root: string, run: OwnMounts['run']) => void;
}

const KINDS: readonly Kind[] = [
  {
    manager: 'dnf',
    configure(repository, { write }) {
      const main = '[main]\nreposdir=/etc/dnf/repos\n';
      const own = `[own]\nname=own\nbaseurl=file://${repository}\ngpgcheck=0\n`;
      write('/etc/dnf/dnf.conf', main);
      write('/etc/dnf/repos/own.repo', own);
    },
    publish: publishRpm,
  },
  {
    manager: 'zypper',
    configure(repository, { write }) {
      const own = `[own]\nname=own\nbaseurl=file://${repository}\ngpgcheck=0\n`;
      write('/etc/zypp/repos.d/own.repo', own);
    },
    publish(version, root, run) {
      publishRpm(version, root, run);
      if (version !== '1.0') return;
      // A database of rpm without any package is one that it cannot read.
      const base = { name: `${NAME}-base`, version, content: ['%files'] };
      run('rpm', '-i', '--force-debian', buildRpm(base, join(root, 'base'), run));
    },
  },
  {
    manager: 'pacman',
    configure(repository, { run }) {
      run('mount', '--bind', join(repository, '..', 'pacman.conf'), '/etc/pacman.conf');
    },
    publish(version, root, run) {
      const tree = makeTree(root, version);
      const info = `pkgname = ${NAME}\npkgver = ${version}-1\npkgdesc = x\narch = any\nsize = 3\n`;
      writeFileSync(join(tree, '.PKGINFO'), info);
      const server = `[options]\nArchitecture = auto\nSigLevel = Never\n[own]\nServer = file://${root}/repository\n`;
      writeFileSync(join(root, 'pacman.conf'), server);
      const file = join(root, 'repository', `${NAME}-${version}-1-any.pkg.tar.gz`);
      run('tar', '-czf', file, '-C', tree, '.PKGINFO', 'opt');
      const database = join(root, 'repository', 'own.db.tar.gz');
      run('repo-add', '--quiet', database, file);
      // pacman takes a list that is not a second newer than its own for the same.
      const minute = Date.now() / 1000 + 60 * Number(version.split('.')[1]);
      utimesSync(database, minute, minute);
    },
  },
];

describe('the module for packages, with the managers of other systems', function () {
  this.timeout(300_000);
  const { shells, remove } = installSystemShells();

  after(remove);

  for (const shell of shells) {
    for (const { manager, configure, publish } of KINDS) {
      it(`installs, brings up to date and removes by ${manager} under ${shell.name}`, async () => {
        await withOwnMounts(shell, async (own) => {
          const { shell: inside, root, run, cover, write } = own;
          for (const folder of ['/etc', '/opt', '/var']) cover(folder);
          // Debian's rpm has its database in the home of who runs it, which others have not.
          write('/etc/rpm/macros', '%_dbpath /var/lib/rpm\n');
          mkdirSync(join(root, 'repository'));
          publish('1.0', root, run);
          configure(join(root, 'repository'), own);
          const options = {
            shell: { ...inside, path: behind(inside.path) },
            facts: { package_manager: manager },
          };
          const plan = async (params: object): Promise<readonly Step[]> => {
            const steps = await planOnRealShell(packageModule, { name: NAME, ...params }, options);
            assert.ok(isSteps(steps), JSON.stringify(steps));
            return steps;
          };
          /** How many steps there were; afterwards there is none. */
          const apply = async (params: object): Promise<number> => {
            const steps = await plan(params);
            for (const step of steps) await takeStep(step, options.shell);
            assert.deepEqual(await plan(params), []);
            return steps.length;
          };

          assert.equal(await apply({}), 1);
          assert.equal(run('cat', `/opt/${NAME}/file`), '1.0\n');
          assert.equal(await apply({ state: 'latest' }), 0);

          publish('1.1', root, run);
          assert.equal(await apply({}), 0);
          // Ages are told in whole seconds.
          run('sh', '-c', 'sleep 1.1');
          const [latest, ...others] = await plan({ state: 'latest', update_cache_older_than: 0 });
          assert.ok(latest && others.length === 0);
          await takeStep(latest, options.shell);
          assert.equal(run('cat', `/opt/${NAME}/file`), '1.1\n');
          assert.equal(await apply({ state: 'latest' }), 0);

          assert.equal(await apply({ state: 'absent' }), 1);
          run('test', '!', '-e', `/opt/${NAME}`);
        });
      });
    }
  }
});

/** The folder of busybox's applets goes last: it has an rpm of its own, which systems with rpm do not use. */
function behind(path: string): string {
  const folders = path.split(':');
  return [
    ...folders.filter((one) => !one.includes('applets')),
    ...folders.filter((one) => one.includes('applets')),
  ].join(':');
}

/** A folder with what the package holds. */
function makeTree(root: string, version: string): string {
  const tree = join(root, `tree-${version}`);
  mkdirSync(join(tree, 'opt', NAME), { recursive: true });
  writeFileSync(join(tree, 'opt', NAME, 'file'), `${version}\n`);
  return tree;
}

function publishRpm(version: string, root: string, run: OwnMounts['run']): void {
  const tree = makeTree(root, version);
  const content = ['%install', `cp -a ${tree}/. %{buildroot}/`, '%files', `/opt/${NAME}`];
  buildRpm({ name: NAME, version, content }, join(root, 'repository'), run);
  run('createrepo_c', '--quiet', join(root, 'repository'));
}

interface Rpm {
  readonly name: string;
  readonly version: string;
  /** Sections of its spec. */
  readonly content: readonly string[];
}

/** Gives the file. */
function buildRpm({ name, version, content }: Rpm, folder: string, run: OwnMounts['run']): string {
  const spec = `${folder}-${name}-${version}.spec`;
  const head = [`Name: ${name}`, `Version: ${version}`, 'Release: 1', 'Summary: x', 'License: MIT'];
  writeFileSync(spec, [...head, 'BuildArch: noarch', '%description', 'x', ...content, ''].join('\n'));
  const defines = [`_topdir ${folder}-top`, `_rpmdir ${folder}`, `_dbpath ${folder}-db`];
  run('rpmbuild', '-bb', ...defines.flatMap((one) => ['--define', one]), spec);
  return join(folder, 'noarch', `${name}-${version}-1.noarch.rpm`);
}
