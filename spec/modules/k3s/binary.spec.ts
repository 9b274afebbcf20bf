import assert from 'node:assert/strict';
import { Unknown } from '../../../lib/core/unknown.ts';
import { k3sBinary } from '../../../lib/modules/k3s/binary.ts';
import { parseVersion } from '../../../lib/modules/k3s/shared/binary-read.ts';
import { describeModule } from '../../support/describe-module.ts';

const SUM = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const local = { path: '/here/k3s', size: 60_000_000, sha256: SUM };
const ids = { owner: '0', group: '0' };
const folder = { kind: 'directory', mode: '0755', owner: 'root', group: 'root', ids };
const absent = { kind: 'absent' };
const fileOf = (sha256: string) => ({ ...folder, kind: 'file', size: 60_000_000, sha256 });
const none = { exists: false, version: '' };
const v30 = { exists: true, version: 'v1.30.4+k3s1' };
const linked = { kubectl: 'k3s', crictl: 'other', ctr: 'elsewhere' };
const unlinked = { kubectl: 'absent', crictl: 'absent', ctr: 'elsewhere' };
const bare = { file: absent, folder, binary: none, links: unlinked };
const installed = { file: fileOf(SUM), folder, binary: v30, links: linked };
const bundle = { version: 'v1.30.4+k3s1', files: { k3s: { size: 60_000_000, sha256: SUM } } };
const BIN = '/usr/local/bin/k3s';

describeModule(k3sBinary, {
  inSync: [
    {
      title: 'the file is installed',
      params: { source: { file: local } },
      found: installed,
      result: { path: BIN, version: 'v1.30.4+k3s1' },
    },
    {
      title: 'the sum is installed',
      params: { source: { url: 'https://x/k3s', sha256: SUM.toUpperCase() } },
      found: installed,
    },
    {
      title: 'the release is installed, with the sum that is asked for',
      params: { source: { version: 'v1.30.4+k3s1', sha256: SUM } },
      found: installed,
    },
    {
      title: 'the bundle is installed',
      params: { source: { bundle: '/b' } },
      found: { ...installed, bundle },
    },
    { title: 'the release is installed', params: { source: { version: 'v1.30.4+k3s1' } }, found: installed },
    {
      title: 'a channel with any release installed',
      params: { source: { channel: 'stable' } },
      found: installed,
    },
    {
      title: 'no links wanted',
      params: { source: { channel: 'stable' }, symlinks: false },
      found: { ...installed, links: unlinked },
    },
    {
      title: 'no links to a binary of another name',
      params: { source: { channel: 'stable' }, dest: '/opt/k3s-1.30' },
      found: { ...installed, links: unlinked },
    },
  ],
  drift: [
    {
      title: 'uploads the binary of a bundle, whose release is known',
      params: { source: { bundle: '/here/bundle' }, symlinks: false },
      found: { ...bare, bundle },
      steps: [
        {
          subject: BIN,
          from: 'absent',
          to: 'file 0755 root:root',
          put: { mode: '0755', content: 'file /here/bundle/k3s' },
        },
      ],
      after: { ...installed, links: unlinked, bundle },
      result: { path: BIN, version: 'v1.30.4+k3s1' },
    },
    {
      title: 'uploads a file and links what the host lacks',
      params: { source: { file: local } },
      found: bare,
      steps: [
        {
          subject: BIN,
          from: 'absent',
          to: 'file 0755 root:root',
          kind: 'put',
          put: { mode: '0755', content: 'file /here/k3s' },
        },
        {
          subject: 'links to k3s in /usr/local/bin',
          from: 'absent',
          to: 'kubectl, crictl',
          script: 'ln -s k3s /usr/local/bin/kubectl || exit 1\nln -s k3s /usr/local/bin/crictl || exit 1',
        },
      ],
      result: { path: BIN, version: '(unknown)' },
    },
    {
      title: 'downloads a release',
      params: { source: { version: 'v1.30.4+k3s1' }, symlinks: false },
      found: bare,
      steps: [{ subject: BIN, from: 'absent', to: 'v1.30.4+k3s1', kind: 'run' }],
      after: { ...installed, links: unlinked },
      result: { path: BIN, version: 'v1.30.4+k3s1' },
    },
    {
      title: 'downloads the release of a channel',
      params: { source: { channel: 'stable' }, symlinks: false },
      facts: { arch: 'arm64' },
      found: bare,
      steps: [{ subject: BIN, from: 'absent', to: 'the release of channel stable' }],
      after: { ...installed, links: unlinked },
      result: { path: BIN, version: '(unknown)' },
    },
    {
      title: 'downloads by url on any architecture',
      params: { source: { url: 'https://x/k3s', sha256: SUM }, symlinks: false },
      facts: { arch: 'riscv64' },
      found: bare,
      steps: [{ subject: BIN, from: 'absent', to: 'sha256 aaaaaaaa' }],
    },
    {
      title: 'replaces what is there but is not K3s',
      params: { source: { version: 'v1.30.4+k3s1' }, symlinks: false },
      found: { ...bare, file: fileOf(OTHER), binary: { exists: true, version: '' } },
      steps: [{ subject: BIN, from: 'another file', to: 'v1.30.4+k3s1' }],
    },
    {
      title: 'replaces another release where that is allowed',
      params: { source: { version: 'v1.31.0+k3s1' }, allow_upgrade: true },
      found: installed,
      steps: [{ subject: BIN, from: 'v1.30.4+k3s1', to: 'v1.31.0+k3s1' }],
    },
    {
      title: 'mends the mode of the file',
      params: { source: { file: local } },
      found: { ...installed, file: { ...fileOf(SUM), mode: '0644' } },
      steps: [{ subject: `mode of ${BIN}`, from: '0644', to: '0755' }],
    },
  ],
  faults: [
    {
      title: 'the release with another sum than is asked for',
      params: { source: { version: 'v1.30.4+k3s1', sha256: OTHER } },
      found: installed,
      message: /is v1\.30\.4\+k3s1 already; what is wanted is v1\.30\.4\+k3s1 with another sha256/,
    },
    {
      title: 'a folder that is no bundle',
      params: { source: { bundle: '/here/bundle' } },
      found: { ...bare, bundle: undefined },
      message: /no bundle\.json in \/here\/bundle/,
    },
    {
      title: 'a bundle for other architectures',
      params: { source: { bundle: '/here/bundle' } },
      facts: { arch: 'arm64' },
      found: { ...bare, bundle },
      message: /holds no k3s for arm64 \(k3play bundle .* --release v1\.30\.4\+k3s1 --arch arm64 adds it/,
    },
    {
      title: 'the binary of a bundle over another release',
      params: { source: { bundle: '/here/bundle' } },
      found: { ...installed, file: fileOf(OTHER), bundle },
      message: /what is wanted is v1\.30\.4\+k3s1 of the bundle/,
    },
    {
      title: 'another release',
      params: { source: { version: 'v1.31.0+k3s1' } },
      found: installed,
      message: /is v1\.30\.4\+k3s1 already; what is wanted is v1\.31\.0\+k3s1 .*allow_upgrade/,
    },
    {
      title: 'another file',
      params: { source: { file: { ...local, sha256: OTHER } } },
      found: installed,
      message: /is v1\.30\.4\+k3s1 already; what is wanted is the file \/here\/k3s/,
    },
    {
      title: 'a url without a sum',
      params: { source: { url: 'https://x/k3s' } },
      found: bare,
      message: /needs its sha256/,
    },
    {
      title: 'an architecture without releases',
      params: { source: { version: 'v1.30.4+k3s1' } },
      facts: { arch: 'riscv64' },
      found: bare,
      message: /no release for riscv64/,
    },
  ],
  unknown: [
    {
      title: 'a release over a file put there by this dry run',
      params: { source: { version: 'v1.30.4+k3s1' } },
      found: { ...installed, binary: { exists: true, version: new Unknown('later') } },
      reason: /later/,
    },
  ],
  invalid: [
    { title: 'no source', params: {}, message: /source/ },
    { title: 'a version without v', params: { source: { version: '1.30.4' } }, message: /version/ },
    { title: 'a short sum', params: { source: { url: 'https://x/k3s', sha256: 'abc' } }, message: /sha256/ },
    { title: 'a channel that climbs', params: { source: { channel: '../x' } }, message: /channel/ },
  ],
});

describe('parseVersion', () => {
  const cases = [
    ['k3s version v1.30.4+k3s1 (98262b5d)\ngo version go1.22.5\n', 'v1.30.4+k3s1'],
    ['k3s version v1.31.0-rc1+k3s1 (abc)\n', 'v1.31.0-rc1+k3s1'],
    ['v1.30.4\n', ''],
    ['', ''],
  ] as const;
  for (const [text, version] of cases) {
    it(`reads ${JSON.stringify(version)} from ${JSON.stringify(text.slice(0, 30))}`, () => {
      assert.equal(parseVersion(text), version);
    });
  }
});
