import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mount } from '../../../lib/modules/mount.ts';
import { withOwnMounts } from '../../support/own-mounts.ts';
import { applyOnRealShell } from '../../support/real-shell.ts';
import { installSystemShells } from '../../support/shells.ts';

describe('the module for mounts, on this machine', function () {
  this.timeout(60_000);
  const { shells, remove } = installSystemShells();

  after(remove);

  for (const shell of shells) {
    it(`keeps a folder in memory and one in a second place under ${shell.name}`, async () => {
      await withOwnMounts(shell, async ({ shell: inside, root, listMounts }) => {
        const file = join(root, 'fstab');
        writeFileSync(file, '# ours\n');
        const apply = async (params: object): Promise<number> =>
          (await applyOnRealShell(mount, { file, ...params }, { shell: inside, root })).steps.length;

        const path = join(root, "it's new/in memory");
        const memory = { path, src: 'tmpfs', fstype: 'tmpfs' };
        assert.equal(await apply({ ...memory, opts: 'size=1m,nosuid,nofail' }), 3);
        assert.equal(await apply({ ...memory, opts: 'size=1m,nosuid,nofail' }), 0);
        assert.match(listMounts(path), / rw,nosuid,\S+ .* tmpfs tmpfs rw,size=1024k/);
        assert.equal(await apply({ ...memory, opts: 'size=2m,ro' }), 2);
        assert.match(listMounts(path), / ro,\S+ .* tmpfs tmpfs ro,size=2048k/);

        const source = join(root, 'second');
        mkdirSync(source);
        const bind = { path: join(root, 'place'), src: source, fstype: 'none' };
        assert.equal(await apply({ ...bind, opts: 'bind,ro' }), 3);
        assert.match(listMounts(bind.path), / ro,/);
        assert.equal(await apply({ ...bind, opts: 'bind,ro' }), 0);
        assert.equal(await apply({ ...bind, opts: 'bind' }), 2);
        assert.match(listMounts(bind.path), / rw,/);
        assert.equal(await apply({ ...bind, src: root, opts: 'bind' }), 3);
        assert.equal(
          readFileSync(file, 'utf8'),
          `# ours\ntmpfs ${path.replaceAll(' ', '\\040')} tmpfs size=2m,ro 0 0\n${root} ${bind.path} none bind 0 0\n`,
        );

        assert.equal(await apply({ path, state: 'unmounted' }), 1);
        assert.equal(listMounts(path), '');
        assert.equal(await apply({ path, state: 'absent' }), 1);
        assert.equal(await apply({ path: bind.path, state: 'absent' }), 2);
        assert.equal(readFileSync(file, 'utf8'), '# ours\n');
      });
    });

    it(`knows a disk by its label, and takes it in the place of another, under ${shell.name}`, async () => {
      await withOwnMounts(shell, async ({ shell: inside, root, run, listMounts, cover }) => {
        cover('/run');
        const label = `k3p${shell.name}`;
        const disk = join(root, 'disk');
        writeFileSync(disk, Buffer.alloc(8 * 1024 * 1024));
        run('mkfs.ext4', '-q', '-L', 'before', disk);
        const device = run('losetup', '--find', '--show', disk).trim();
        try {
          // A cache of the machine's has it for two seconds by the label that it had when it was last looked up.
          assert.equal(run('findfs', 'LABEL=before').trim(), device);
          run('e2label', device, label);
          const path = join(root, 'data');
          mkdirSync(path);
          run('mount', '-t', 'tmpfs', 'other', path);
          const params = { path, src: `LABEL=${label}`, fstype: 'ext4', opts: 'noatime', passno: 2 };
          const apply = async (more: object): Promise<number> => {
            const all = { ...params, ...more, file: join(root, 'fstab') };
            return (await applyOnRealShell(mount, all, { shell: inside, root })).steps.length;
          };

          assert.equal(await apply({}), 3);
          assert.match(listMounts(path), new RegExp(` - ext4 ${device} `));
          assert.equal(await apply({}), 0);
          assert.equal(await apply({ opts: 'ro' }), 2);
          assert.equal(await apply({ state: 'absent' }), 2);
        } finally {
          run('losetup', '--detach', device);
        }
      });
    });

    it(`takes away all that is mounted at one place, by a link to it, under ${shell.name}`, async () => {
      await withOwnMounts(shell, async ({ shell: inside, root, run, listMounts }) => {
        const [file, place, link] = ['fstab', 'place', 'link'].map((name) => join(root, name)) as [
          string,
          string,
          string,
        ];
        mkdirSync(place);
        run('ln', '-s', place, link);
        run('mount', '-t', 'tmpfs', 'one', place);
        run('mount', '-t', 'tmpfs', 'two', place);

        const params = { path: link, state: 'absent', file };
        const { result, steps } = await applyOnRealShell(mount, params, { shell: inside, root });

        assert.equal(steps.length, 1);
        assert.equal(result['mounted'], false);
        assert.equal(listMounts(place), '');
      });
    });
  }
});
