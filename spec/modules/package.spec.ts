import assert from 'node:assert/strict';
import { Unknown } from '../../lib/core/unknown.ts';
import { packageModule } from '../../lib/modules/package.ts';
import { apt } from '../../lib/modules/shared/packages/apt.ts';
import type { HostRead } from '../../lib/modules/read.ts';
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
      facts: { package_manager: 'pacman' },
      found: {},
      message: /managed by pacman/,
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
      provides: { units: { web: { active: true } }, paths: { '/etc/web/': 'directory' }, users: ['web'] },
    };
    const context = { params, facts: { package_manager: 'apt' } as never };

    const plan = packageModule.plan({ ...context, found: { lists: fresh, 'package web': absent } });

    assert.ok(Array.isArray(plan));
    const [step] = plan as [{ predicts: { key: string }[] }];
    assert.deepEqual(
      step.predicts.map(({ key }) => key),
      ['package:web', 'unit:web.service', 'unit-clock:web.service', 'path:/etc/web', 'user:web'],
    );
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
