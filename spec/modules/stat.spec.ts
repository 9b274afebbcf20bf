import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Unknown } from '../../lib/core/unknown.ts';
import { stat } from '../../lib/modules/stat.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';
import { applyOnRealShell } from '../support/real-shell.ts';
import { withShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const nothing = { mode: '', owner: '', group: '', size: 0, sha256: '', target: '', leads_to: '' };
const roots = { mode: '0644', owner: 'root', group: 'root' };
const hi = aFile('hi');

describeModule(stat, {
  inSync: [
    {
      title: 'nothing',
      params: { path: '/x' },
      found: { path: absent },
      result: { ...nothing, path: '/x', exists: false, kind: 'absent' },
    },
    {
      title: 'a file',
      params: { path: '/x' },
      found: { path: hi },
      result: { ...nothing, ...roots, path: '/x', exists: true, kind: 'file', size: 2, sha256: hi.sha256 },
    },
    {
      title: 'a file that cannot be read',
      params: { path: '/x' },
      found: { path: { ...hi, sha256: undefined, content: undefined } },
      result: { ...nothing, ...roots, path: '/x', exists: true, kind: 'file', size: 2 },
    },
    {
      title: 'a file of which an earlier task says not all',
      params: { path: '/x' },
      found: { path: { ...hi, owner: new Unknown('who knows') } },
      result: {
        ...nothing,
        ...roots,
        owner: '(unknown)',
        path: '/x',
        exists: true,
        kind: 'file',
        size: 2,
        sha256: hi.sha256,
      },
    },
    {
      title: 'a folder',
      params: { path: '/x' },
      found: { path: aFolder() },
      result: { ...nothing, ...roots, mode: '0755', path: '/x', exists: true, kind: 'directory' },
    },
    {
      title: 'a link',
      params: { path: '/x' },
      found: { path: { kind: 'link', target: '/y', leads: aFolder() } },
      result: { ...nothing, path: '/x', exists: true, kind: 'link', target: '/y', leads_to: 'directory' },
    },
    {
      title: 'what an earlier command makes',
      params: { path: '/x' },
      found: { path: { kind: 'present' } },
      result: {
        path: '/x',
        exists: true,
        ...Object.fromEntries(['kind', ...Object.keys(nothing)].map((name) => [name, '(unknown)'])),
      },
    },
  ],
  invalid: [{ title: 'no path', params: {}, message: /"path" is missing/ }],
});

describe('stat on a real shell', () => {
  it('tells what is there and changes nothing', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          writeFileSync(join(root, 'a b'), 'hi', { mode: 0o600 });
          symlinkSync('a b', join(root, 'l'));

          const of = (name: string) => applyOnRealShell(stat, { path: join(root, name) }, { shell, root });
          const [file, link, none] = [await of('a b'), await of('l'), await of('none')];

          assert.equal(file.result['sha256'], hi.sha256);
          assert.equal(file.result['mode'], '0600');
          assert.equal(link.result['leads_to'], 'file');
          assert.equal(none.result['exists'], false);
        });
      }
    }));
});
