import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { Unknown } from '../../lib/core/unknown.ts';
import { packageModule } from '../../lib/modules/package.ts';
import { apt } from '../../lib/modules/shared/packages/apt.ts';
import type { HostRead } from '../../lib/modules/read.ts';
import { isSteps, PlanFault } from '../../lib/modules/step.ts';
import { describeModule } from '../support/describe-module.ts';

const later = new Unknown('later');
const fresh = { ageS: 60 };
const curl = { state: 'installed', version: '7.88.1-10' } as const;
const absent = { state: 'absent', version: '' } as const;
const lists = (ageS: number) => ({ ageS });
const install = (names: string[], update: 'always' | 'if-needed'): string =>
  apt.install({ names, recommends: false, update }).text;

describeModule(packageModule, {
  inSync: [
    {
      title: 'all installed, however old the lists',
      params: { name: ['curl', 'jq'], update_cache_older_than: 10 },
      found: {
        lists: lists(9_999_999),
        'package curl': curl,
        'package jq': { state: 'installed', version: '1.6' },
      },
      result: { versions: { curl: '7.88.1-10', jq: '1.6' } },
    },
    {
      title: 'the latest is installed',
      params: { name: 'curl', state: 'latest' },
      found: { lists: fresh, 'package curl': curl, 'candidate curl': { version: '7.88.1-10' } },
    },
    {
      title: 'absent',
      params: { name: 'curl', state: 'absent' },
      found: { lists: {}, 'package curl': absent },
    },
    {
      title: 'installed in check mode, its version not known yet',
      params: { name: 'curl', state: 'latest' },
      found: {
        lists: fresh,
        'package curl': { state: 'installed', version: later },
        'candidate curl': { version: later },
      },
      result: { versions: '(unknown)' },
    },
  ],
  drift: [
    {
      title: 'installs what is missing only',
      params: { name: ['curl', 'jq'] },
      found: { lists: fresh, 'package curl': curl, 'package jq': absent },
      steps: [
        { subject: 'package jq', from: 'absent', to: 'installed', script: install(['jq'], 'if-needed') },
      ],
      after: { lists: fresh, 'package curl': curl, 'package jq': { state: 'installed', version: '1.6' } },
      result: { versions: '(unknown)' },
    },
    {
      title: 'brings lists that are not there, and mends an interrupted installation',
      params: { name: ['curl', 'jq'] },
      found: { lists: {}, 'package curl': { state: 'broken', version: '' }, 'package jq': absent },
      steps: [
        {
          subject: 'packages curl, jq',
          from: 'broken, absent',
          to: 'installed',
          script: install(['curl', 'jq'], 'always'),
        },
      ],
    },
    {
      title: 'brings lists that are too old',
      params: { name: 'jq', update_cache_older_than: 3600 },
      found: { lists: lists(3601), 'package jq': absent },
      steps: [{ subject: 'package jq', from: 'absent', to: 'installed', script: install(['jq'], 'always') }],
    },
    {
      title: 'brings lists that are older than the sources',
      params: { name: 'jq' },
      found: { lists: { ageS: 60, outdated: true }, 'package jq': absent },
      steps: [{ subject: 'package jq', from: 'absent', to: 'installed', script: install(['jq'], 'always') }],
    },
    {
      title: 'brings a package up to date',
      params: { name: 'curl', state: 'latest' },
      found: { lists: fresh, 'package curl': curl, 'candidate curl': { version: '7.88.1-11' } },
      steps: [
        { subject: 'package curl', from: 'installed', to: 'latest', script: install(['curl'], 'if-needed') },
      ],
    },
    {
      title: 'cannot know what lists hold that are yet to be brought',
      params: { name: 'curl', state: 'latest', update_cache_older_than: 60 },
      found: { lists: lists(61), 'package curl': curl, 'candidate curl': { version: '7.88.1-10' } },
      steps: [{ subject: 'package curl', from: 'installed', to: 'latest', certain: false }],
    },
    {
      title: 'removes what is there only',
      params: { name: ['curl', 'jq'], state: 'absent' },
      found: { lists: fresh, 'package curl': curl, 'package jq': absent },
      steps: [
        { subject: 'package curl', from: 'installed', to: 'absent', script: apt.remove(['curl']).text },
      ],
    },
  ],
  faults: [
    {
      title: 'a package manager that is not known',
      params: { name: 'curl' },
      facts: { package_manager: 'apk' },
      found: {},
      message: /managed by apk/,
    },
    {
      title: 'a name that looks like an option',
      params: { name: '--purge' },
      found: { lists: fresh, 'package --purge': absent },
      message: /"--purge" is no name of a package/,
    },
  ],
  invalid: [
    { title: 'no names', params: { name: [] }, message: /name/ },
    { title: 'an unknown state', params: { name: 'curl', state: 'installed' }, message: /state/ },
    {
      title: 'an unknown kind of path',
      params: { name: 'curl', provides: { paths: { '/x': 'link' } } },
      message: /paths/,
    },
  ],
});

describe('package provides', () => {
  it('predicts the reads of other modules when something is installed', () => {
    const params = {
      name: ['web'],
      state: 'present',
      recommends: false,
      bundle: '',
      provides: {
        units: { web: { active: true } },
        paths: { '/etc/web/': 'directory' },
        users: ['web'],
        groups: ['www'],
      },
    };
    const context = { params, facts: { package_manager: 'apt' } as never };

    const plan = packageModule.plan({ ...context, found: { lists: fresh, 'package web': absent } });

    assert.ok(Array.isArray(plan));
    const [step] = plan as [{ predicts: { key: string }[] }];
    assert.deepEqual(
      step.predicts.map(({ key }) => key),
      ['package:web', 'unit:web.service', 'unit-clock:web.service', 'path:/etc/web', 'user:web', 'group:www'],
    );
  });
});

describe('package from a bundle', () => {
  const facts = { package_manager: 'apt', os: { id: 'debian', version: '12' }, arch: 'amd64' } as never;
  const params = { name: ['web', 'ssl'], state: 'present', recommends: false, bundle: 'k3s-bundle' };
  const file = { size: 5, sha256: 'a'.repeat(64) };
  const plan = (files: Readonly<Record<string, typeof file>> | undefined) =>
    packageModule.plan({
      ...{ params, facts },
      found: {
        lists: {},
        bundle: files && { version: 'v1.30.4+k3s1', files },
        'package web': absent,
        'package ssl': { state: 'installed', version: '3' },
      },
    });

  it('sends the archive of what is missing, and installs from it alone', () => {
    const name = 'packages-debian-12-amd64-web.tar';

    const steps = plan({ [name]: file, 'packages-debian-12-amd64-ssl.tar': file });

    assert.ok(isSteps(steps));
    const [upload, install] = steps;
    assert.ok(upload?.kind === 'put' && install?.kind === 'run' && steps.length === 2);
    assert.deepEqual(upload.target, { path: `/var/cache/apt/archives/${name}`, mode: '0644' });
    assert.deepEqual(upload.source, { kind: 'file', path: resolve('k3s-bundle', name), sha256: file.sha256 });
    assert.equal(
      install.script.text,
      apt.installFrom?.([`/var/cache/apt/archives/${name}`], { names: ['web'], recommends: false }).text,
    );
  });

  it("takes the host's own sources where the bundle has no packages at all", () => {
    const steps = plan({ k3s: file });

    assert.ok(isSteps(steps));
    assert.equal(
      steps[0]?.kind === 'run' && steps[0].script.text,
      apt.install({ names: ['web'], recommends: false, update: 'always' }).text,
    );
  });

  it('refuses a bundle with packages for other systems, and says how to make it whole', () => {
    const fault = plan({ 'packages-debian-11-amd64-web.tar': file });

    assert.ok(fault instanceof PlanFault);
    assert.equal(fault.message, 'the bundle k3s-bundle holds no package web for debian 12 amd64');
    assert.equal(
      fault.hint,
      'on a machine with debian 12: k3play bundle k3s-bundle --arch amd64 --packages web',
    );
  });

  it('refuses a folder that is no bundle', () => {
    const fault = plan(undefined);

    assert.ok(fault instanceof PlanFault);
    assert.match(fault.message, /there is no bundle\.json in .*k3s-bundle/);
  });
});

describe('apt', () => {
  const answer = <A>(read: HostRead<A>, stdout: string): A =>
    read.parse({
      code: 0,
      stdout: Buffer.from(stdout),
      stderr: Buffer.alloc(0),
      truncated: false,
      durationMs: 1,
    });

  const packages = [
    { stdout: 'end .\n', state: 'absent', version: '' },
    { stdout: 'end .\npackage installed 1:2.6-1\n', state: 'installed', version: '1:2.6-1' },
    { stdout: 'end .\npackage triggers-pending 2.6\n', state: 'installed', version: '2.6' },
    { stdout: 'end .\npackage config-files 2.6\n', state: 'absent', version: '' },
    { stdout: 'end .\npackage half-configured 2.6\n', state: 'broken', version: '' },
    { stdout: 'end .\npackage not-installed \npackage installed 2.6\n', state: 'installed', version: '2.6' },
  ];
  for (const { stdout, state, version } of packages) {
    it(`reads ${JSON.stringify(stdout)} as ${state}`, () => {
      assert.deepEqual(answer(apt.readPackage('web'), stdout), { state, version });
    });
  }

  it('throws where there is no dpkg', () => {
    assert.throws(() => answer(apt.readPackage('web'), ''), /cannot read the package web/);
  });

  it('reads a package without a candidate as unknown to the lists', () => {
    assert.deepEqual(answer(apt.readCandidate('web'), 'candidate (none)\n'), { version: '' });
    assert.deepEqual(answer(apt.readCandidate('web'), ''), { version: '' });
  });
});
