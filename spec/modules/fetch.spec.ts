import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Unknown } from '../../lib/core/unknown.ts';
import { fetch } from '../../lib/modules/fetch.ts';
import { planOnRealShell, applyOnRealShell } from '../support/real-shell.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';
import { bash, withShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const params = { src: '/etc/rancher/k3s/k3s.yaml', dest: 'out/kubeconfig' };
const source = aFile('apiVersion: v1\n', { mode: '0600' });
const here = { kind: 'file', mode: '0600', sha256: source.sha256 };
const short = String(source.sha256).slice(0, 8);

describeModule(fetch, {
  inSync: [
    {
      title: 'the same file is here',
      params,
      found: { source, here },
      result: { path: params.dest, mode: '0600', size: source.size, sha256: source.sha256 },
    },
  ],
  drift: [
    {
      title: 'nothing is here',
      params,
      found: { source, here: absent },
      steps: [
        {
          subject: 'out/kubeconfig on this machine',
          from: 'absent',
          to: `sha256 ${short}, 0600`,
          kind: 'fetch',
        },
      ],
      result: { path: params.dest, mode: '0600', size: source.size, sha256: source.sha256 },
    },
    {
      title: 'another mode',
      params: { ...params, mode: '644' },
      found: { source, here },
      steps: [
        {
          subject: 'out/kubeconfig on this machine',
          from: `sha256 ${short}, 0600`,
          to: `sha256 ${short}, 0644`,
        },
      ],
    },
    {
      title: 'content that is not known',
      params,
      found: { source: { ...source, sha256: new Unknown('made by a command') }, here },
      steps: [
        {
          subject: 'out/kubeconfig on this machine',
          from: `sha256 ${short}, 0600`,
          to: 'unknown content, 0600',
          certain: false,
        },
      ],
    },
  ],
  faults: [
    { title: 'no such file', params, found: { source: absent, here }, message: /does not exist on the host/ },
    { title: 'a folder', params, found: { source: aFolder(), here }, message: /is a directory on the host/ },
    {
      title: 'a link',
      params,
      found: { source: { kind: 'link', target: '/x', leads: absent }, here },
      message: /is a link to \/x.*name the file it leads to/,
    },
    {
      title: 'a file that cannot be read',
      params,
      found: { source: { ...source, sha256: undefined, content: undefined }, here },
      message: /may not read .*become/,
    },
    {
      title: 'a folder here',
      params,
      found: { source, here: { kind: 'directory' } },
      message: /out\/kubeconfig on this machine is not a file but a directory/,
    },
  ],
  unknown: [
    {
      title: 'what an earlier command makes',
      params,
      found: { source: { kind: 'present' }, here },
      reason: /makes/,
    },
  ],
  invalid: [{ title: 'no dest', params: { src: '/x' }, message: /"dest" is missing/ }],
});

describe('fetch on a real shell', () => {
  it('brings files of any size, and is silent then', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        for (const size of [0, 10, 300_000]) {
          await withFolder(async (root) => {
            const [src, dest] = [join(root, "it's a source"), join(root, 'dest')];
            writeFileSync(src, Buffer.alloc(size, 'k3play'));

            await applyOnRealShell(fetch, { src, dest }, { shell, root });
            const second = await applyOnRealShell(fetch, { src, dest }, { shell, root });

            assert.deepEqual(second.steps, []);
            assert.deepEqual(readFileSync(dest), readFileSync(src));
            assert.equal(statSync(dest).mode & 0o777, 0o600);
          });
        }
      }
    }));

  it('repairs mode and content here', () =>
    withFolder(async (root) => {
      const [src, dest] = [join(root, 'src'), join(root, 'dest')];
      writeFileSync(src, 'right');
      writeFileSync(dest, 'wrong');
      chmodSync(dest, 0o666);

      await applyOnRealShell(fetch, { src, dest, mode: '0640' }, { shell: bash, root });

      assert.equal(readFileSync(dest, 'utf8'), 'right');
      assert.equal(statSync(dest).mode & 0o777, 0o640);
    }));

  it('says so where this machine has a file for a folder', () =>
    withFolder(async (root) => {
      mkdirSync(join(root, 'd'));
      writeFileSync(join(root, 'd/x'), '');
      const plan = planOnRealShell(
        fetch,
        { src: join(root, 'd/x'), dest: join(root, 'd/x/y') },
        { shell: bash },
      );

      await assert.rejects(plan, /cannot read .*d\/x\/y on this machine: ENOTDIR/);
    }));
});
