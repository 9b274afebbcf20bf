import { posix } from 'node:path';
import { isUnknown, type Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { HostRead } from './read.ts';
import { orEmpty } from './shared/file-result.ts';
import { exists, type PathState } from './shared/path-state.ts';
import { normalizePath, readPath } from './shared/path.ts';
import { findSource } from './shared/source-file.ts';
import { planUnpacking } from './shared/unpacking.ts';
import { PlanFault } from './step.ts';

const Params = t.Object(
  {
    src: t.Optional(
      t.LocalFile({
        description:
          "An archive of this machine, from the playbook's folder or its `files` folder: a zip where its name ends so, else a tar, compressed as the host's tar can read it.",
      }),
    ),
    remote_src: t.Optional(
      t.Path({ description: 'Path of an archive that is on the host, instead of `src`.' }),
    ),
    dest: t.Path({
      description:
        'Folder on the host to unpack into; it must exist. What is unpacked belongs to the user of the task and replaces what is there; other files stay.',
    }),
    creates: t.Optional(
      t.Path({
        description:
          'What the archive brings. It is unpacked only where that does not exist, whichever archive it came from. Without it, a hidden file in `dest` notes the archive by its SHA-256; what became of the files since is not looked at.',
      }),
    ),
    note: t.Optional(
      t.String({
        description: 'Name of that note. Archives that are unpacked into one folder need one each.',
        pattern: '^[A-Za-z0-9._-]+$',
      }),
    ),
    strip_components: t.Integer({
      description: 'How many folders to take from the beginning of each name; of a tar only.',
      minimum: 0,
      default: 0,
    }),
  },
  {
    exactlyOne: ['src', 'remote_src'],
    allOf: [{ if: { required: ['creates'] }, then: { properties: { note: false } } }],
  },
);
type Params = Static<typeof Params>;

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
  params: Params,
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
  ],
  reads: ({ params }): UnarchiveReads => ({
    folder: readPath(params.dest),
    ...(params.remote_src !== undefined && { archive: readPath(params.remote_src) }),
    ...(params.creates === undefined
      ? { note: readPath(notePath(params)) }
      : { creates: readPath(params.creates) }),
  }),
  plan({ params, found }) {
    if (found.creates && exists(found.creates)) return [];
    const { src, remote_src: path = '', dest, creates, strip_components: strip } = params;
    const archive = src ?? findSource(path, found.archive ?? { kind: 'absent' });
    if (archive instanceof PlanFault || isUnknown(archive)) return archive;
    const { sha256 } = archive;
    if (isUnknown(sha256)) return sha256;
    const unpacking = { path: src?.path ?? path, isHere: src !== undefined, sha256, dest, strip };
    return planUnpacking({ ...unpacking, creates, note: notePath(params) }, found);
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
};

/** The path of the note, which is that of an uploaded archive with a suffix. */
function notePath({ dest, note }: Params): string {
  return posix.join(normalizePath(dest), `.k3play-unarchive${note === undefined ? '' : `-${note}`}`);
}

function describeSum(archive: PathState | undefined): string | Unknown {
  return archive?.kind === 'file' ? orEmpty(archive.sha256, '') : '';
}
