import { posix } from 'node:path';
import { hashBytes } from '../core/hash.ts';
import { isUnknown, type Unknown } from '../core/unknown.ts';
import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { HostRead } from './read.ts';
import { orEmpty } from './shared/file-result.ts';
import { exists, type PathState } from './shared/path-state.ts';
import { normalizePath, readPath } from './shared/path.ts';
import { findSource } from './shared/source-file.ts';
import { UnarchiveParams } from './shared/unarchive-params.ts';
import {
  planUnpackedOwnership,
  readUnpacked,
  type Unpacked,
  type UnpackedState,
} from './shared/unpacked-files.ts';
import { planUnpacking } from './shared/unpacking.ts';
import { PlanFault, type Plan } from './step.ts';

const Result = t.Object({
  dest: t.String({ description: 'The folder it is unpacked into.' }),
  sha256: t.String({
    description: 'SHA-256 of the archive, lower-case hex; "" where it is not there, as `creates` is.',
  }),
});

export const unarchive = defineModule({
  name: 'unarchive',
  summary: 'Unpacks a tar or zip on the host.',
  withoutFacts: true,
  params: UnarchiveParams,
  result: Result,
  examples: [
    {
      title: 'Unpack an archive of this machine',
      params: { src: 'site.tar.gz', dest: '/srv/www', strip_components: 1 },
    },
    {
      title: 'Unpack what was downloaded',
      params: {
        remote_src: '/var/cache/cni-plugins.tgz',
        dest: '/opt/cni/bin',
        creates: '/opt/cni/bin/bridge',
      },
    },
    {
      title: 'Unpack an application for its own user, who may not write to it',
      params: { src: 'app.tar.gz', dest: '/srv/app', owner: 'root', group: 'app', mode: '0640' },
    },
  ],
  reads: ({ params }): UnarchiveReads => ({
    folder: readPath(params.dest),
    ...(params.remote_src !== undefined && { archive: readPath(params.remote_src) }),
    ...(params.creates === undefined
      ? { note: readPath(notePath(params)) }
      : { creates: readPath(params.creates) }),
    ...readOwned(params),
  }),
  plan({ params, found }) {
    const owned = ownedOf(params);
    if (found.creates && exists(found.creates) && found.unpacked?.list !== 'unfinished') {
      return planCreated(params, owned, found.unpacked);
    }
    const { src, remote_src: path = '', dest, creates, strip_components: strip } = params;
    const archive = src ?? findSource(path, found.archive ?? { kind: 'absent' });
    if (archive instanceof PlanFault || isUnknown(archive)) return archive;
    const { sha256 } = archive;
    if (isUnknown(sha256)) return sha256;
    const unpacking = { path: src?.path ?? path, isHere: src !== undefined, sha256, dest, strip };
    return planUnpacking({ ...unpacking, creates, note: notePath(params), owned }, found);
  },
  output: ({ params, found }) => ({
    dest: params.dest,
    sha256: params.src?.sha256 ?? describeSum(found.archive),
  }),
});

type UnarchiveReads = {
  readonly folder: HostRead<PathState>;
  readonly archive?: HostRead<PathState>;
  readonly creates?: HostRead<PathState>;
  readonly note?: HostRead<PathState>;
  readonly unpacked?: HostRead<UnpackedState>;
};

function readOwned(params: UnarchiveParams): Pick<UnarchiveReads, 'unpacked'> {
  const owned = ownedOf(params);
  return owned ? { unpacked: readUnpacked(owned) } : {};
}

/** What was unpacked before is known by the list of it alone. */
function planCreated(
  { creates = '', dest }: UnarchiveParams,
  owned: Unpacked | undefined,
  state: UnpackedState | undefined,
): Plan {
  if (!owned || !state) return [];
  if (state.list === 'whole') return planUnpackedOwnership(owned, state);
  return new PlanFault(
    `nothing in ${dest} says what else came with ${creates}, so that its owner and mode cannot be seen to`,
    {
      hint: `remove ${creates}, and all is unpacked anew; or leave out "creates"`,
    },
  );
}

/** What is unpacked, where its owner or mode is asked for. */
function ownedOf(params: UnarchiveParams): Unpacked | undefined {
  const { dest, creates, owner, group, mode } = params;
  if (owner === undefined && group === undefined && mode === undefined) return undefined;
  const mark = creates === undefined ? '' : `-${hashBytes(creates).slice(0, 8)}`;
  return { dest, list: `${notePath(params)}${mark}.list`, wanted: { owner, group, mode } };
}

/** The path of the note, which is that of an uploaded archive with a suffix. */
function notePath({ dest, note }: UnarchiveParams): string {
  return posix.join(normalizePath(dest), `.k3play-unarchive${note === undefined ? '' : `-${note}`}`);
}

function describeSum(archive: PathState | undefined): string | Unknown {
  return archive?.kind === 'file' ? orEmpty(archive.sha256, '') : '';
}
