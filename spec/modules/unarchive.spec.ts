import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Unknown } from '../../lib/core/unknown.ts';
import { unarchive } from '../../lib/modules/unarchive.ts';
import { COMPRESSION, makeArchive } from '../support/archives.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';
import { applyOnRealShell } from '../support/real-shell.ts';
import { withShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const folder = aFolder();
const sha256 = 'a'.repeat(64);
const src = { path: '/here/tool-1.0.tar.gz', size: 10, sha256 };
const archive = { ...aFile('x'), sha256, content: undefined };
const dest = '/opt/tool';
const noted = aFile(`sha256 ${sha256}\n`);
const older = aFile(`sha256 ${'b'.repeat(64)}\n`);
const TAR =
  '{ command -v tar >/dev/null || { echo ' + "'this needs tar; install it on the host' >&2; false; }; }";
const UNZIP = TAR.replaceAll('tar;', 'unzip;').replace('-v tar', '-v unzip');
const to = 'tool-1.0.tar.gz, sha256 aaaaaaaa';

describeModule(unarchive, {
  inSync: [
    {
      title: 'an archive of this machine is noted',
      params: { src, dest },
      found: { folder, note: noted },
      result: { dest, sha256 },
    },
    {
      title: 'an archive of the host is noted',
      params: { remote_src: '/tmp/tool.tgz', dest },
      found: { folder, archive, note: noted },
      result: { dest, sha256 },
    },
    {
      title: 'what it brings is there, and the archive is not',
      params: { remote_src: '/tmp/tool.tgz', dest, creates: '/opt/tool/bin' },
      found: { folder, archive: absent, creates: aFolder() },
      result: { dest, sha256: '' },
    },
    {
      title: 'all that was unpacked is owned as wanted',
      params: { src, dest, owner: 'app', mode: '0640' },
      found: { folder, note: noted, unpacked: { list: 'whole', others: 0 } },
    },
  ],
  drift: [
    {
      title: 'an archive that is noted, of which nobody knows what it brought',
      params: { remote_src: '/tmp/tool-1.0.tar.gz', dest, group: 'app', mode: '0640' },
      found: { folder, archive, note: noted, unpacked: { list: 'absent', others: 0 } },
      steps: [
        {
          subject: `what is unpacked in ${dest}`,
          from: 'sha256 aaaaaaaa',
          to: `${to}, :app 0640`,
          kind: 'run',
        },
      ],
      after: { folder, archive, note: noted, unpacked: { list: 'whole', others: 0 } },
    },
    {
      title: 'another owner and mode',
      params: { src, dest, owner: 'app', group: '50', mode: '640' },
      found: { folder, note: noted, unpacked: { list: 'whole', others: 3 } },
      steps: [{ subject: `what is unpacked in ${dest}`, from: '3 not so', to: 'app:50 0640', kind: 'run' }],
    },
    {
      title: 'what creates tells is there, and not yet all that comes with it',
      params: { remote_src: '/tmp/tool-1.0.tar.gz', dest, creates: '/opt/tool/bin', owner: 'app' },
      found: { folder, archive, creates: aFolder(), unpacked: { list: 'unfinished', others: 0 } },
      steps: [
        {
          subject: `what is unpacked in ${dest}`,
          from: '/opt/tool/bin is there in part',
          to: `${to}, app`,
          kind: 'run',
        },
      ],
    },
    {
      title: 'another owner of what creates tells',
      params: { src, dest, creates: '/opt/tool/bin', owner: 'app' },
      found: { folder, creates: aFolder(), unpacked: { list: 'whole', others: 1 } },
      steps: [{ subject: `what is unpacked in ${dest}`, from: '1 not so', to: 'app', kind: 'run' }],
    },
    {
      title: 'an archive of this machine',
      params: { src, dest },
      found: { folder, note: absent },
      steps: [
        {
          subject: '/opt/tool/.k3play-unarchive.archive',
          from: 'absent',
          to: 'file 0600, until it is unpacked',
          put: { path: '/opt/tool/.k3play-unarchive.archive', mode: '0600' },
        },
        { subject: `what is unpacked in ${dest}`, from: 'nothing', to, kind: 'run' },
      ],
      result: { dest, sha256 },
    },
    {
      title: 'another archive was unpacked before',
      params: { remote_src: '/tmp/tool-1.0.tar.gz', dest, note: 'tool', strip_components: 1 },
      found: { folder, archive, note: older },
      steps: [
        {
          subject: `what is unpacked in ${dest}`,
          from: 'sha256 bbbbbbbb',
          to,
          script: `rm -f -- /opt/tool/.k3play-unarchive-tool && ${TAR} && tar -xozf /tmp/tool-1.0.tar.gz -C /opt/tool --strip-components=1 && (umask 022 && printf %s 'sha256 ${sha256}, strip_components 1\n' >/opt/tool/.k3play-unarchive-tool)`,
        },
      ],
    },
    {
      title: 'what a zip brings is missing',
      params: { remote_src: "/tmp/it's.ZIP", dest, creates: '/opt/tool/bin' },
      found: { folder, archive, creates: absent },
      steps: [
        {
          subject: `what is unpacked in ${dest}`,
          from: '/opt/tool/bin is absent',
          to: "it's.ZIP, sha256 aaaaaaaa",
          script: `${UNZIP} && unzip -oq '/tmp/it'\\''s.ZIP' -d /opt/tool`,
        },
      ],
    },
  ],
  unknown: [
    {
      title: 'an archive that an earlier command makes',
      params: { remote_src: '/tmp/tool.tgz', dest },
      found: { folder, archive: { kind: 'present' }, note: absent },
      reason: /an earlier command makes \/tmp\/tool.tgz/,
    },
    {
      title: 'an archive whose content is not known',
      params: { remote_src: '/tmp/tool.tgz', dest },
      found: { folder, archive: { ...archive, sha256: new Unknown('no lease yet') }, note: absent },
      reason: /no lease yet/,
    },
  ],
  faults: [
    {
      title: 'no archive',
      params: { remote_src: '/tmp/tool.tgz', dest },
      found: { folder, archive: absent, note: absent },
      message: /^\/tmp\/tool.tgz does not exist on the host$/,
    },
    {
      title: 'an archive that cannot be read',
      params: { remote_src: '/tmp/tool.tgz', dest },
      found: { folder, archive: { ...archive, sha256: undefined }, note: absent },
      message: /may not read \/tmp\/tool.tgz \(run the task with become\)/,
    },
    {
      title: 'no folder to unpack into',
      params: { src, dest },
      found: { folder: absent, note: absent },
      message: /the folder \/opt\/tool does not exist.*state: directory/,
    },
    {
      title: 'folders to take from a zip',
      params: { remote_src: '/tmp/tool.zip', dest, strip_components: 1 },
      found: { folder, archive, note: absent },
      message: /"strip_components" is for a tar, and tool.zip is a zip/,
    },
    {
      title: 'an owner of what was unpacked otherwise',
      params: { src, dest, creates: '/opt/tool/bin', owner: 'app' },
      found: { folder, creates: aFolder(), unpacked: { list: 'absent', others: 0 } },
      message: /nothing in \/opt\/tool says what else came with \/opt\/tool\/bin.*remove/,
    },
  ],
  invalid: [
    { title: 'no archive', params: { dest }, message: /src/ },
    { title: 'two archives', params: { src, remote_src: '/x', dest }, message: /src/ },
    {
      title: 'a note of what creates tells',
      params: { src, dest, creates: '/x', note: 'a' },
      message: /note/,
    },
    { title: 'a mode that sets ids', params: { src, dest, mode: '4755' }, message: /mode/ },
    { title: 'an owner with a blank', params: { src, dest, owner: 'a b' }, message: /owner/ },
  ],
});

describe('unarchive on a real shell', function () {
  this.timeout(60_000);

  it('unpacks what the host can read, again where it is another, and is silent then', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        const ends =
          shell.name === 'busybox'
            ? ['tar', 'tar.gz', 'tar.xz', 'zip']
            : [...Object.keys(COMPRESSION), 'zip'];
        for (const end of ends) {
          await withFolder(async (root) => {
            const into = join(root, "it's here");
            mkdirSync(into);

            for (const text of ['one\n', 'two\n']) {
              const params = { src: makeArchive(root, { end, text }), dest: into };
              const { steps } = await applyOnRealShell(unarchive, params, { shell, root });

              assert.deepEqual(
                steps.map(({ kind }) => kind),
                ['put', 'run'],
              );
              assert.equal(readFileSync(join(into, 'top/a file'), 'utf8'), text);
              assert.equal(statSync(join(into, 'top/a file')).uid, process.getuid?.());
              assert.deepEqual(readdirSync(into), ['.k3play-unarchive', 'top']);
            }
          });
        }
      }
    }));

  it('unpacks an archive of the host where what it brings is missing', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const into = join(root, 'into');
          mkdirSync(into);
          const { path } = makeArchive(root, { end: 'tar.gz', text: 'x' }) as { path: string };
          const creates = join(into, 'bin/run');
          const params = { remote_src: path, dest: into, creates, strip_components: 1 };

          await applyOnRealShell(unarchive, params, { shell, root });

          assert.equal(statSync(creates).mode & 0o777, 0o755);
          assert.deepEqual(readdirSync(into).sort(), ['a file', 'bin']);
          assert.ok(existsSync(path));
        });
      }
    }));

  it('notes nothing and leaves no archive behind where it cannot be unpacked', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const into = join(root, 'into');
          mkdirSync(into);
          const path = join(root, 'damaged.tar.gz');
          writeFileSync(path, 'no archive');
          const damaged = { path, size: 10, sha256: createHash('sha256').update('no archive').digest('hex') };

          await assert.rejects(applyOnRealShell(unarchive, { src: damaged, dest: into }, { shell, root }));

          assert.deepEqual(readdirSync(into), []);
        });
      }
    }));
});
