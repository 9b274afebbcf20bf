import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Unknown } from '../../lib/core/unknown.ts';
import { hostEntry } from '../../lib/modules/host-entry.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder, shownSum } from '../support/path-states.ts';
import { applyOnRealShell } from '../support/real-shell.ts';
import { withShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const folder = aFolder();
const path = '/etc/hosts';
const LOCAL = '127.0.0.1\tlocalhost\n::1 localhost ip6-localhost # of the host itself\n';

/** A case in which the whole file goes from one text to another. */
function edited(title: string, params: object, [before, after]: readonly [string, string]) {
  const steps = [
    {
      subject: `content of ${path}`,
      from: shownSum(before),
      to: shownSum(after),
      put: { content: after, mode: '0644' },
    },
  ];
  return { title, params: { ...params }, found: { file: aFile(before), folder }, steps };
}

describeModule(hostEntry, {
  inSync: [
    {
      title: 'all names are there, on two lines and in other letters',
      params: { address: 'FD00:0::11', names: ['web.example.org', 'web'] },
      found: { file: aFile(`${LOCAL}fd00::11 web.example.org\nfd00:0:0::11 WEB www # two\n`), folder },
      result: { path, address: 'FD00:0::11', names: ['web.example.org', 'WEB', 'www'] },
    },
    {
      title: 'a name that the other kind of address has as well',
      params: { address: '127.0.0.1', names: 'localhost' },
      found: { file: aFile(LOCAL), folder },
      result: { path, address: '127.0.0.1', names: ['localhost'] },
    },
    {
      title: 'no file, and no entry wanted',
      params: { address: '10.0.0.1', state: 'absent' },
      found: { file: absent, folder },
      result: { path, address: '10.0.0.1', names: [] },
    },
    {
      title: 'only a comment has it',
      params: { address: '10.0.0.1', names: 'web', state: 'absent' },
      found: { file: aFile('# 10.0.0.1 web\n'), folder },
    },
  ],
  drift: [
    {
      ...edited('a new address', { address: '10.0.0.11', names: ['web.example.org', 'web'] }, [
        LOCAL,
        `${LOCAL}10.0.0.11 web.example.org web\n`,
      ]),
      result: { path, address: '10.0.0.11', names: ['web.example.org', 'web'] },
    },
    edited('a further name', { address: '::1', names: ['localhost', 'loop'] }, [
      LOCAL,
      '127.0.0.1\tlocalhost\n::1 localhost ip6-localhost loop # of the host itself\n',
    ]),
    edited('names that lead elsewhere', { address: '10.0.0.12', names: ['web', 'www'] }, [
      '127.0.1.1 debian web # by the installer\n10.0.0.11 WEB\n10.0.0.12 db\nfe80::1%eth0 web\n',
      '127.0.1.1 debian # by the installer\n10.0.0.12 db web www\nfe80::1%eth0 web\n',
    ]),
    edited('a name is to go', { address: '10.0.0.11', names: 'web', state: 'absent' }, [
      '10.0.0.11 web db\n10.0.0.12 web\n10.0.0.11 web\n',
      '10.0.0.11 db\n10.0.0.12 web\n',
    ]),
    edited('an address is to go', { address: '10.0.0.11', state: 'absent' }, [
      '10.0.0.11 web db\n10.0.0.110 web',
      '10.0.0.110 web\n',
    ]),
    {
      title: 'a file whose content is not known',
      params: { address: '10.0.0.11', names: 'web' },
      found: { file: { ...aFile(''), content: new Unknown('no lease yet') }, folder },
      steps: [{ subject: `content of ${path}`, from: shownSum(''), to: 'unknown', certain: false }],
    },
    {
      title: 'no file',
      params: { address: '10.0.0.11', names: 'web' },
      found: { file: absent, folder },
      steps: [
        {
          subject: path,
          from: 'absent',
          to: 'file 0644',
          put: { content: '10.0.0.11 web\n', mode: '0644' },
        },
      ],
    },
  ],
  faults: [
    {
      title: 'a name that is none',
      params: { address: '10.0.0.11', names: ['web', 'a b'] },
      found: { file: aFile(''), folder },
      message: /^"a b" is no name of a host$/,
    },
  ],
  invalid: [
    { title: 'no names', params: { address: '10.0.0.11' }, message: /"names" is missing/ },
    { title: 'an address that is none', params: { address: '10.0.0', names: 'a' }, message: /IP address/ },
  ],
});

describe('host-entry on a real shell', () => {
  it('names, renames and takes away, and is silent then', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const file = join(root, "it's a file");
          writeFileSync(file, LOCAL, { mode: 0o640 });
          const rounds = [
            [{ address: '10.0.0.11', names: ['web', 'www'] }, `${LOCAL}10.0.0.11 web www\n`],
            [{ address: '10.0.0.12', names: 'www' }, `${LOCAL}10.0.0.11 web\n10.0.0.12 www\n`],
            [{ address: '10.0.0.11', state: 'absent' }, `${LOCAL}10.0.0.12 www\n`],
          ] as const;

          for (const [params, wanted] of rounds) {
            const { steps } = await applyOnRealShell(hostEntry, { ...params, file }, { shell, root });

            assert.equal(steps.length, 1);
            assert.equal(readFileSync(file, 'utf8'), wanted);
            assert.equal(statSync(file).mode & 0o777, 0o640);
          }
        });
      }
    }));
});
