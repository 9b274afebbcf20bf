import { isUnknown, Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { HostRead } from './read.ts';
import { findNote, makeArchive } from './shared/packing.ts';
import { readPacked, type Packed, type Packing } from './shared/packed-files.ts';
import { describeFile, FileResult } from './shared/file-result.ts';
import { ownershipParams, planOwnership } from './shared/ownership.ts';
import { describeKind, isFolder, type PathState } from './shared/path-state.ts';
import { readPath } from './shared/path.ts';
import { findMissingFolder, readTarget } from './shared/place-file.ts';
import { PlanFault, type Plan } from './step.ts';

const Params = t.Object({
  paths: t.Words({
    description:
      'Files and folders on the host, by their absolute paths. In the archive their names begin at the nearest folder that all of them are in: `app/…` of /srv/app alone. Links stay links.',
    minItems: 1,
  }),
  dest: t.String({
    description:
      'Path of the archive on the host; its end says what it is: .tar, .tar.gz, .tgz, .tar.xz, .txz or .zip. Its folder must exist. A hidden file beside it notes what it was made of.',
    pattern: '^/(.*/)?[^/]+\\.(tar|tar\\.gz|tgz|tar\\.xz|txz|zip)$',
    examples: ['/var/backups/app.tar.gz'],
  }),
  exclude: t.Optional(
    t.Words({
      description:
        'Shell patterns of what is left out, with all that is below it: of a name, such as `*.log`, or with a slash of the path in the archive, such as `app/cache`.',
    }),
  ),
  mode: t.Optional(
    t.Mode({ description: 'Mode, such as "0644". Without it the mode stays; a new archive gets "0600".' }),
  ),
  ...ownershipParams,
});
type Params = Static<typeof Params>;

export const archive = defineModule({
  name: 'archive',
  summary: 'Keeps a tar or zip of files and folders of the host, made again when they change.',
  withoutFacts: true,
  params: Params,
  result: FileResult,
  examples: [
    {
      title: 'Keep an archive of what an application holds',
      params: { paths: '/srv/app', dest: '/var/backups/app.tar.gz', exclude: ['*.log', 'app/cache'] },
    },
    {
      title: 'Pack some settings, for a group to read',
      params: {
        paths: ['/etc/haproxy', '/etc/keepalived'],
        dest: '/var/backups/balancer.tar.xz',
        mode: '0640',
        group: 'adm',
      },
    },
  ],
  reads: ({ params }): ArchiveReads => ({
    ...readTarget(params.dest),
    note: readPath(findNote(params.dest)),
    packed: readPacked(describePacking(params)),
  }),
  plan({ params, found }) {
    const wrong = params.paths.find((path) => !path.startsWith('/') || /^\/+$/.test(path));
    if (wrong !== undefined) return refusePath(wrong);
    const { file, folder, packed } = found;
    if (file.kind === 'other' || isFolder(file) === true) {
      return new PlanFault(`${params.dest} is a ${describeKind(file)} on the host, not a file`);
    }
    if (file.kind === 'present') return new Unknown(`an earlier command makes ${params.dest}`);
    if (!isUnknown(packed.missing) && packed.missing.length > 0) return refuseMissing(packed.missing);
    const missing = findMissingFolder(params.dest, folder);
    if (missing) return missing;
    return planArchive(params, found);
  },
  output: ({ params, found }) => describeFile(params.dest, found.file),
});

type ArchiveReads = {
  readonly file: HostRead<PathState>;
  readonly folder: HostRead<PathState>;
  readonly note: HostRead<PathState>;
  readonly packed: HostRead<Packed>;
};

interface Found {
  readonly file: PathState;
  readonly note: PathState;
  readonly packed: Packed;
}

function planArchive(params: Params, { file, note, packed }: Found): Plan {
  const current = isCurrent({ file, note, packed });
  if (current instanceof PlanFault || isUnknown(current)) return current;
  if (!current || file.kind !== 'file')
    return [makeArchive({ ...params, packing: describePacking(params) }, file)];
  const withOwnership = (ownership: object): PathState => ({ ...file, ...ownership });
  return planOwnership(params, { path: params.dest, state: file, withOwnership });
}

/** The note has the sum of the archive as well: one that somebody else put there is made again. */
function isCurrent({ file, note, packed }: Found): boolean | PlanFault | Unknown {
  if (file.kind !== 'file' || note.kind === 'absent') return false;
  if (note.kind === 'present') return new Unknown('an earlier command makes the note of the archive');
  if (note.kind !== 'file') return false;
  if (file.sha256 === undefined || note.content === undefined) {
    return new PlanFault('the user of this task may not read the archive or the note beside it', {
      hint: 'run the task with become',
    });
  }
  if (isUnknown(file.sha256)) return file.sha256;
  if (isUnknown(note.content)) return note.content;
  const [, made, sum] =
    /^sources ([0-9a-f]{64})\narchive ([0-9a-f]{64})\n$/.exec(note.content.toString()) ?? [];
  if (sum !== file.sha256) return false;
  return isUnknown(packed.digest) ? packed.digest : packed.digest === made;
}

function describePacking({ paths, dest, exclude = [] }: Params): Packing {
  return { paths: paths.filter((path) => path.startsWith('/')), exclude, dest };
}

function refusePath(path: string): PlanFault {
  if (path.startsWith('/')) return new PlanFault('"paths" cannot hold the root folder itself');
  return new PlanFault(`"${path}" of "paths" is no absolute path`, { hint: 'begin it with "/"' });
}

function refuseMissing([first = '', ...others]: readonly string[]): PlanFault {
  const rest = others.length > 0 ? `, nor ${others.length === 1 ? 'does' : 'do'} ${others.join(', ')}` : '';
  return new PlanFault(`${first} does not exist on the host${rest}`, {
    hint: 'name what is there, or have an earlier task make it',
  });
}
