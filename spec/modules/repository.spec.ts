import assert from 'node:assert/strict';
import { packageModule } from '../../lib/modules/package.ts';
import { repository } from '../../lib/modules/repository.ts';
import { isSteps } from '../../lib/modules/step.ts';
import { isChange, layOver } from '../../lib/testing/predictions.ts';
import { describeModule } from '../support/describe-module.ts';
import { debian } from '../support/facts.ts';
import { completeParams } from '../support/params.ts';
import { absent, aFile, aFolder, shownSum } from '../support/path-states.ts';

const KEY = '-----BEGIN PGP PUBLIC KEY BLOCK-----\nx\n';
const folder = aFolder();
const uris = 'https://packages.example.org/debian';
const base = { name: 'example', uris, suites: 'bookworm', components: ['main', 'contrib'] };
const signed = { ...base, signed_by: KEY };
const PATH = '/etc/apt/sources.list.d/example.sources';
const KEY_PATH = '/etc/apt/keyrings/example.asc';
const BINARY = '/etc/apt/keyrings/example.gpg';
const TEXT = `Types: deb\nURIs: ${uris}\nSuites: bookworm\nComponents: main contrib\nSigned-By: ${KEY_PATH}\n`;
const above = { '/etc': folder, '/etc/apt': folder, '/etc/apt/sources.list.d': folder };
const found = { lists: { ageS: 60 }, ...above, '/etc/apt/keyrings': folder };
const outdated = { ageS: 60, outdated: true };
const current = { lists: { ageS: 60 } };

const dnf = { package_manager: 'dnf' };
const REPO = '/etc/yum.repos.d/example.repo';
const RPM_KEY = '/etc/pki/rpm-gpg/example.asc';
const rpm = { '/etc': folder, '/etc/yum.repos.d': folder };
const rpmKey = { '/etc/pki': folder, '/etc/pki/rpm-gpg': folder };

describeModule(repository, {
  inSync: [
    {
      title: 'its file and its key are there',
      params: signed,
      found: { ...found, [PATH]: aFile(TEXT), [KEY_PATH]: aFile(KEY) },
      result: { path: PATH, key: KEY_PATH },
    },
    {
      title: 'a folder without suites, of no signed packages, that is not used',
      params: { name: 'example', uris, suites: './', trusted: true, enabled: false, description: 'Of ours' },
      found: {
        lists: {},
        ...above,
        [PATH]: aFile(
          `X-Repolib-Name: Of ours\nEnabled: no\nTypes: deb\nURIs: ${uris}\nSuites: ./\nTrusted: yes\n`,
        ),
      },
      result: { path: PATH, key: '' },
    },
    {
      title: 'a file of dnf',
      params: { name: 'example', uris: [uris, 'https://b.example.org'], signed_by_path: RPM_KEY },
      facts: dnf,
      found: {
        ...current,
        ...rpm,
        ...rpmKey,
        [RPM_KEY]: aFile(KEY),
        [REPO]: aFile(
          `[example]\nname=example\nbaseurl=${uris}\n        https://b.example.org\nenabled=1\ngpgcheck=1\ngpgkey=file://${RPM_KEY}\n`,
        ),
      },
      result: { path: REPO, key: RPM_KEY },
    },
    {
      title: 'nothing of it is there',
      params: { name: 'example', state: 'absent' },
      found: { ...found, [PATH]: absent, [KEY_PATH]: absent, [BINARY]: absent },
      result: { path: PATH, key: '' },
    },
  ],
  drift: [
    {
      title: 'a new one: its key first, and the lists are outdated after',
      params: signed,
      found: { ...found, '/etc/apt/keyrings': absent, [PATH]: absent, [KEY_PATH]: absent },
      steps: [
        { subject: '/etc/apt/keyrings', from: 'absent', to: 'directory 0755', kind: 'run' },
        { subject: KEY_PATH, from: 'absent', to: 'file 0644', put: { path: KEY_PATH, mode: '0644' } },
        { subject: PATH, from: 'absent', to: 'file 0644', put: { path: PATH, mode: '0644' } },
      ],
      after: { ...found, lists: outdated, [PATH]: aFile(TEXT), [KEY_PATH]: aFile(KEY) },
    },
    {
      title: 'one that says something else',
      params: { ...signed, architectures: 'amd64' },
      found: { ...found, [PATH]: aFile(TEXT), [KEY_PATH]: aFile(KEY) },
      steps: [
        {
          subject: `content of ${PATH}`,
          from: shownSum(TEXT),
          to: shownSum(TEXT.replace('Signed', 'Architectures: amd64\nSigned')),
        },
      ],
      after: {
        ...found,
        lists: outdated,
        [PATH]: aFile(TEXT.replace('Signed', 'Architectures: amd64\nSigned')),
        [KEY_PATH]: aFile(KEY),
      },
    },
    {
      title: 'another key, on a host that has no lists',
      params: signed,
      found: { ...found, lists: {}, [PATH]: aFile(TEXT), [KEY_PATH]: aFile('old') },
      steps: [{ subject: `content of ${KEY_PATH}`, from: shownSum('old'), to: shownSum(KEY) }],
      after: { ...found, lists: {}, [PATH]: aFile(TEXT), [KEY_PATH]: aFile(KEY) },
    },
    {
      title: 'a binary key',
      params: { ...base, signed_by_file: { path: '/here/key.gpg', size: 1, sha256: 'a'.repeat(64) } },
      found: { ...found, [PATH]: aFile(TEXT.replace(KEY_PATH, BINARY)), [BINARY]: absent },
      steps: [{ subject: BINARY, from: 'absent', to: 'file 0644' }],
      result: { path: PATH, key: BINARY },
    },
    {
      title: 'one for dnf',
      params: { name: 'example', uris, trusted: true },
      facts: dnf,
      found: { ...current, ...rpm, [REPO]: absent },
      steps: [{ subject: REPO, from: 'absent', to: 'file 0644' }],
    },
    {
      title: 'one for yum',
      params: { name: 'example', uris, trusted: true, enabled: false, description: 'Of ours' },
      facts: { package_manager: 'yum' },
      found: { ...rpm, [REPO]: absent },
      steps: [{ subject: REPO, from: 'absent', to: 'file 0644' }],
      after: {
        ...rpm,
        [REPO]: aFile(`[example]\nname=Of ours\nbaseurl=${uris}\nenabled=0\ngpgcheck=0\n`),
      },
    },
    {
      title: 'one that is to go, with its key',
      params: { name: 'example', state: 'absent' },
      found: { ...found, [PATH]: aFile(TEXT), [KEY_PATH]: aFile(KEY), [BINARY]: absent },
      steps: [
        { subject: PATH, from: 'file', to: 'absent', script: `rm -f -- ${PATH}` },
        { subject: KEY_PATH, from: 'file', to: 'absent', script: `rm -f -- ${KEY_PATH}` },
      ],
      after: { ...found, lists: outdated, [PATH]: absent, [KEY_PATH]: absent, [BINARY]: absent },
    },
  ],
  faults: [
    {
      title: 'a manager whose repositories are not known',
      params: signed,
      facts: { package_manager: 'apk' },
      found: {},
      message: /managed by apk.*known: apt, dnf, yum/,
    },
    {
      title: 'a key that is not on the host',
      params: { ...base, signed_by_path: '/etc/key.asc' },
      found: { lists: {}, ...above, [PATH]: absent, '/etc/key.asc': absent },
      message: /the key \/etc\/key.asc does not exist on the host/,
    },
    {
      title: 'no suites for apt',
      params: { name: 'example', uris },
      found: { lists: {}, ...above, [PATH]: absent },
      message: /apt needs "suites".*bookworm/,
    },
    {
      title: 'no components for apt',
      params: { name: 'example', uris, suites: 'bookworm' },
      found: { lists: {}, ...above, [PATH]: absent },
      message: /apt needs "components"/,
    },
    {
      title: 'components of a folder',
      params: { ...base, suites: './' },
      found: { lists: {}, ...above, [PATH]: absent },
      message: /the suite .\/ is a folder, which has no components/,
    },
    {
      title: 'names and folders at once',
      params: { ...base, suites: ['./', 'bookworm'] },
      found: { lists: {}, ...above, [PATH]: absent },
      message: /"suites" has names and folders/,
    },
    {
      title: 'suites for dnf',
      params: base,
      facts: dnf,
      found: { ...current, ...rpm, [REPO]: absent },
      message: /"suites" is for apt/,
    },
    {
      title: 'a binary key for dnf',
      params: { name: 'example', uris, signed_by_file: { path: '/k.gpg', size: 1, sha256: 'a'.repeat(64) } },
      facts: dnf,
      found: { ...current, ...rpm, ...rpmKey, [REPO]: absent, [RPM_KEY]: absent },
      message: /binary key, which rpm does not take/,
    },
  ],
  invalid: [
    { title: 'no address', params: { name: 'example' }, message: /uris/ },
    { title: 'two keys', params: { ...signed, signed_by_path: '/k' }, message: /signed_by_path/ },
    { title: 'two addresses in one', params: { ...base, uris: 'http://a http://b' }, message: /uris/ },
    { title: 'a name with a dot', params: { ...base, name: '../x' }, message: /name/ },
  ],
});

describe('packages of a repository that is to come', () => {
  for (const [manager, found] of [
    ['apt', { lists: { ageS: 60 }, ...above, [PATH]: absent }],
    ['dnf', { lists: { ageS: 60 }, ...rpm, [REPO]: absent }],
  ] as const) {
    it(`may change in a dry run, with ${manager}`, () => {
      const facts = { ...debian, package_manager: manager };
      const own = manager === 'apt' ? { suites: './' } : {};
      const wanted = completeParams(repository.params, { name: 'example', uris, trusted: true, ...own });
      const coming = repository.plan({ params: wanted.params, facts, found });
      const { params } = completeParams(packageModule.params, { name: 'tool' });
      const reads = packageModule.reads({ params, facts });
      const before = { lists: { ageS: 60 }, 'package tool': { state: 'absent', version: '' } };

      assert.ok(isSteps(coming));
      const plan = packageModule.plan({ params, facts, found: layOver(before, reads, coming) });

      assert.ok(isSteps(plan));
      const [step] = plan.filter(isChange);
      assert.equal(step?.certain, false);
      assert.equal(step.change.to, 'installed, if it can be: the repository example is about to change');
    });
  }
});
