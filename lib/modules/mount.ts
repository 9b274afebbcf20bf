import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { HostRead } from './read.ts';
import { readWithFolders } from './shared/file-with-folders.ts';
import { readIdentity, readMount, readMountSource } from './shared/mounts/mount-state.ts';
import type { Identity, MountSource, MountState } from './shared/mounts/mount-state.ts';
import { readMountUnit, type MountUnit } from './shared/mounts/mount-unit.ts';
import { isBind } from './shared/mounts/options.ts';
import { MountParams } from './shared/mounts/params.ts';
import { planMount } from './shared/mounts/plan.ts';
import type { PathState } from './shared/path-state.ts';
import { normalizePath } from './shared/path.ts';
import { readTarget } from './shared/place-file.ts';
import type { Plan } from './step.ts';

const Result = t.Object({
  path: t.String({ description: 'Where it is mounted.' }),
  mounted: t.Boolean({ description: 'Whether anything is mounted there.' }),
  source: t.String({ description: 'What is mounted, as the kernel names it; "" where nothing is.' }),
  fstype: t.String({ description: 'Its kind of file system; "" where nothing is mounted.' }),
});

const NOBODY: Identity = { id: '' };

type Reads = {
  readonly fstab: HostRead<PathState>;
  readonly folder: HostRead<PathState>;
  readonly mount: HostRead<MountState>;
  readonly unit: HostRead<MountUnit>;
  readonly source: HostRead<MountSource>;
  /** Of the source of a bind mount, and of where it is mounted. */
  readonly identity?: HostRead<Identity>;
  readonly bound?: HostRead<Identity>;
  readonly [path: `/${string}`]: HostRead<PathState>;
};
export const mount = defineModule({
  name: 'mount',
  summary: 'Mounts a file system, now and at boot, by /etc/fstab.',
  withoutFacts: true,
  params: MountParams,
  result: Result,
  examples: [
    {
      title: 'A disk for the data',
      params: { path: '/srv/data', src: 'LABEL=data', fstype: 'ext4', opts: 'noatime', passno: 2 },
    },
    {
      title: 'A folder in memory',
      params: { path: '/var/cache/app', src: 'tmpfs', fstype: 'tmpfs', opts: 'size=64m,mode=0750' },
    },
    {
      title: 'A folder of another host, which a boot does not wait for',
      params: {
        path: '/mnt/share',
        src: 'files.example.org:/share',
        fstype: 'nfs',
        opts: 'ro,nofail,_netdev',
      },
    },
    {
      title: 'A folder in a second place',
      params: { path: '/srv/chroot/logs', src: '/var/log', fstype: 'none', opts: 'bind,ro' },
    },
    { title: 'No longer', params: { path: '/mnt/old', state: 'absent' } },
  ],
  reads({ params: { path, src = '', opts, state, file } }): Reads {
    const { file: fstab, folder } = readTarget(file);
    const isMounted = state === 'mounted';
    return {
      ...(isMounted && readWithFolders(normalizePath(path))),
      ...(isMounted && isBind(opts) && { identity: readIdentity(src), bound: readIdentity(path) }),
      fstab,
      folder,
      mount: readMount(path),
      source: readMountSource(src),
      unit: readMountUnit(path),
    };
  },
  plan({ params, found }): Plan {
    const {
      fstab,
      folder,
      mount: mounted,
      source,
      unit,
      identity = NOBODY,
      bound = NOBODY,
      ...paths
    } = found;
    return planMount(params, { fstab, folder, mount: mounted, source, identity, bound, unit, paths });
  },
  output: ({ params: { path }, found: { mount: found } }) => ({
    path,
    mounted: found.count > 0,
    source: found.source,
    fstype: found.fstype,
  }),
});
