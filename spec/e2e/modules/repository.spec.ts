import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Module } from '../../../lib/modules/define.ts';
import { packageModule } from '../../../lib/modules/package.ts';
import { repository } from '../../../lib/modules/repository.ts';
import { isSteps, type Step } from '../../../lib/modules/step.ts';
import { withOwnMounts, type OwnMounts } from '../../support/own-mounts.ts';
import { planOnRealShell } from '../../support/real-shell.ts';
import { installSystemShells } from '../../support/shells.ts';
import { takeStep } from '../../support/step-taking.ts';

const NAME = 'k3play-spec-repository';
const facts = { package_manager: 'apt' };

describe('the module for repositories, with apt', function () {
  this.timeout(300_000);
  const { shells, remove } = installSystemShells();

  after(remove);

  for (const shell of shells) {
    it(`brings what a package after it comes from, and takes it away, under ${shell.name}`, async () => {
      await withOwnMounts(shell, async ({ shell: inside, root, run, cover, write }) => {
        for (const folder of ['/etc', '/opt', '/var']) cover(folder);
        run('sh', '-c', 'rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/* /var/lib/apt/lists/*');
        // The user that apt reads as may not look into the folder of the spec.
        write('/etc/apt/apt.conf.d/spec', 'APT::Sandbox::User "root";\n');
        const key = makeSigner(root, run);
        publish(run, { root, folder: 'one', name: 'one', version: '1.0' });
        publish(run, { root, folder: 'two', name: 'two', version: '1.0' });
        publish(run, { root, folder: 'newer', name: 'one', version: '2.0' });
        /** How many steps there were; afterwards there is none. */
        const apply = async (module: Module, params: object): Promise<number> => {
          const plan = async (): Promise<readonly Step[]> => {
            const steps = await planOnRealShell(module, { ...params }, { shell: inside, facts });
            assert.ok(isSteps(steps), JSON.stringify(steps));
            return steps;
          };
          const steps = await plan();
          for (const step of steps) {
            if (step.kind === 'put') place(step, write);
            else await takeStep(step, inside);
          }
          assert.deepEqual(await plan(), []);
          return steps.length;
        };
        const wanted = (name: string): object => ({
          name,
          uris: `file://${root}/${name}`,
          suites: './',
          signed_by: key,
        });

        assert.equal(await apply(repository, wanted('one')), 2);
        assert.equal(await apply(packageModule, { name: `${NAME}-one` }), 1);
        assert.equal(run('cat', '/opt/one'), '1.0\n');

        assert.equal(await apply(repository, wanted('two')), 2);
        assert.equal(await apply(packageModule, { name: `${NAME}-two` }), 1);
        assert.equal(run('cat', '/opt/two'), '1.0\n');

        // The lists know the package, and are brought anew all the same.
        assert.equal(await apply(packageModule, { name: `${NAME}-one`, state: 'absent' }), 1);
        assert.equal(await apply(repository, wanted('newer')), 2);
        assert.equal(await apply(packageModule, { name: `${NAME}-one` }), 1);
        assert.equal(run('cat', '/opt/one'), '2.0\n');

        for (const name of ['one', 'newer']) {
          assert.equal(await apply(repository, { name, state: 'absent' }), 2);
        }
        assert.equal(await apply(packageModule, { name: `${NAME}-two`, state: 'absent' }), 1);
        assert.equal(await apply(packageModule, { name: `${NAME}-two` }), 1);
        assert.doesNotMatch(run('apt-cache', 'policy', `${NAME}-one`), /file:/);
        assert.match(run('apt-cache', 'policy', `${NAME}-two`), /file:/);
      });
    });
  }
});

/** Puts the bytes of a step where only the own mounts have them. */
function place(step: Extract<Step, { kind: 'put' }>, write: OwnMounts['write']): void {
  const { source, target } = step;
  assert.ok(source.kind === 'bytes' && Buffer.isBuffer(source.bytes));
  write(target.path, source.bytes.toString());
}

/** The armored key of somebody who can sign. */
function makeSigner(root: string, run: OwnMounts['run']): string {
  mkdirSync(join(root, 'gpg'), { mode: 0o700 });
  const who = ['--passphrase', '', '--quick-generate-key', 'spec@example.org', 'ed25519', 'sign', 'never'];
  gpg(root, run, who);
  return gpg(root, run, ['--armor', '--export', 'spec@example.org']);
}

function gpg(root: string, run: OwnMounts['run'], words: readonly string[]): string {
  return run('gpg', '--homedir', join(root, 'gpg'), '--batch', '--quiet', ...words);
}

interface Published {
  readonly root: string;
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

/** A signed repository in a folder of that name, with a package that has one file in it. */
function publish(run: OwnMounts['run'], published: Published): void {
  const { root, name, version } = published;
  const [folder, tree] = [join(root, published.folder), join(root, `tree-${published.folder}`)];
  mkdirSync(folder);
  mkdirSync(join(tree, 'DEBIAN'), { recursive: true });
  mkdirSync(join(tree, 'opt'));
  writeFileSync(join(tree, 'opt', name), `${version}\n`);
  const control = {
    Package: `${NAME}-${name}`,
    Version: version,
    Architecture: 'all',
    Maintainer: 'x <x@x>',
  };
  const lines = Object.entries({ ...control, Description: 'x' }).map(([key, value]) => `${key}: ${value}\n`);
  writeFileSync(join(tree, 'DEBIAN/control'), lines.join(''));
  run('dpkg-deb', '--root-owner-group', '--build', tree, join(folder, 'package.deb'));
  run('sh', '-c', 'cd "$1" && dpkg-scanpackages -m . >Packages 2>/dev/null', 'sh', folder);
  const sum = run('sh', '-c', 'cd "$1" && sha256sum Packages && wc -c <Packages', 'sh', folder);
  const [hash = '', , size = ''] = sum.split(/\s+/);
  const date = run('date', '-Ru').trim();
  writeFileSync(join(folder, 'Release'), `Date: ${date}\nSHA256:\n ${hash} ${size} Packages\n`);
  gpg(root, run, ['--clearsign', '--output', join(folder, 'InRelease'), join(folder, 'Release')]);
}
