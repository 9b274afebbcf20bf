import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { HostRead } from './read.ts';
import { stateAt, type PathStates } from './shared/directory.ts';
import { readWithFolders, planFileWithFolders } from './shared/file-with-folders.ts';
import { apt } from './shared/packages/apt.ts';
import type { PackageLists } from './shared/packages/manager.ts';
import { findKind, findProblem, type RepositoryKind } from './shared/packages/repository-file.ts';
import type { PathState } from './shared/path-state.ts';
import { inState } from './shared/place-params.ts';
import { planFileRemoval } from './shared/remove-file.ts';
import { isSteps, PlanFault, predict, type Plan, type Step } from './step.ts';

const WORD = '^[^\\s,]+$';

const Params = t.Object(
  {
    name: t.String({
      description: 'Its name on the host, and that of its files.',
      pattern: '^[A-Za-z0-9][A-Za-z0-9_-]*$',
    }),
    description: t.Optional(t.String({ description: 'What it is, for people.', pattern: '^[^\\n]+$' })),
    uris: t.Optional(
      t.List(t.String({ description: 'An address.', pattern: WORD }), {
        description: 'Where it is: one address or several.',
      }),
    ),
    suites: t.Optional(
      t.List(t.String({ description: 'A suite.', pattern: WORD }), {
        description:
          'Suites, such as "bookworm", or a folder that ends in "/". For apt alone, which needs them.',
      }),
    ),
    components: t.Optional(
      t.List(t.String({ description: 'A component.', pattern: WORD }), {
        description: 'Components of the suites, such as "main". For apt alone.',
      }),
    ),
    architectures: t.Optional(
      t.List(t.String({ description: 'An architecture.', pattern: WORD }), {
        description: 'Architectures as apt calls them; without it those of the host. For apt alone.',
      }),
    ),
    signed_by: t.Optional(
      t.Text({ description: 'The key that signs it, as armored text. It counts for this repository alone.' }),
    ),
    signed_by_file: t.Optional(
      t.LocalFile({
        description:
          "A file of this machine with that key, from the playbook's folder or its `files` folder; binary where its name ends in .gpg, which only apt takes.",
      }),
    ),
    signed_by_path: t.Optional(t.Path({ description: 'Path of that key where it is on the host already.' })),
    trusted: t.Boolean({
      description: 'Whether its packages are taken though nobody has signed them.',
      default: false,
    }),
    enabled: t.Boolean({ description: 'Whether it is used.', default: true }),
    state: t.OneOf(['present', 'absent'], {
      description: 'Whether it is wanted. "absent" takes its files away; packages stay.',
      default: 'present',
    }),
  },
  {
    allOf: [
      { if: inState('present'), then: { required: ['uris'] } },
      ...['signed_by', 'signed_by_file', 'signed_by_path'].map((key, index, all) => ({
        if: { required: [key] },
        then: {
          properties: Object.fromEntries(
            all.filter((_, other) => other > index).map((other) => [other, false]),
          ),
        },
      })),
    ],
  },
);
type Params = Static<typeof Params>;

const Result = t.Object({
  path: t.String({ description: 'Path of its file on the host.' }),
  key: t.String({ description: 'Path of its key on the host, "" where none is named.' }),
});

type Reads = {
  readonly lists?: HostRead<PackageLists>;
  readonly [path: `/${string}`]: HostRead<PathState>;
};

export const repository = defineModule({
  name: 'repository',
  summary: 'Adds a repository of packages, for apt, dnf or yum, with the key that signs it.',
  params: Params,
  result: Result,
  examples: [
    {
      title: 'Add a repository of Debian packages',
      params: {
        name: 'example',
        uris: 'https://packages.example.org/debian',
        suites: 'bookworm',
        components: 'main',
        signed_by_file: 'example.asc',
      },
    },
    {
      title: 'Add one for dnf, with a key that a package brought',
      params: {
        name: 'example',
        description: 'Packages of Example',
        uris: 'https://packages.example.org/el9',
        signed_by_path: '/etc/pki/rpm-gpg/RPM-GPG-KEY-example',
      },
    },
    { title: 'Take a repository away', params: { name: 'example', state: 'absent' } },
  ],
  reads({ params, facts }): Reads {
    const kind = findKind(facts.package_manager);
    if (!kind) return {};
    const paths = readWithFolders(...listPaths(params, kind));
    return { ...(kind.name === 'apt' && { lists: apt.readLists() }), ...paths };
  },
  plan({ params, facts, found: { lists, ...paths } }) {
    const kind = findKind(facts.package_manager);
    if (!kind) {
      return new PlanFault(
        `packages of this host are managed by ${facts.package_manager}, whose repositories k3play does not know`,
        { hint: 'known: apt, dnf, yum; for others put their file there with copy' },
      );
    }
    const steps =
      params.state === 'absent' ? planRemoval(params, kind, paths) : planPresence(params, kind, paths);
    return isSteps(steps) ? steps.map((step) => withLists(step, kind.pathOf(params.name), lists)) : steps;
  },
  output({ params, facts }) {
    const kind = findKind(facts.package_manager);
    if (!kind) return { path: '', key: '' };
    return { path: kind.pathOf(params.name), key: params.state === 'absent' ? '' : findKey(params, kind) };
  },
});

function listPaths(params: Params, kind: RepositoryKind): string[] {
  const { name, state } = params;
  if (state === 'absent') return [kind.pathOf(name), ...kind.keysOf(name)];
  const key = findKey(params, kind);
  return [kind.pathOf(name), ...(key === '' ? [] : [key])];
}

/** The path of the key on the host; "" is none. */
function findKey(params: Params, kind: RepositoryKind): string {
  const { name, signed_by: text, signed_by_file: file, signed_by_path: path = '' } = params;
  if (text === undefined && file === undefined) return path;
  const [armored = '', binary = armored] = kind.keysOf(name);
  return file?.path.endsWith('.gpg') === true ? binary : armored;
}

function planPresence(params: Params, kind: RepositoryKind, paths: PathStates): Plan {
  const problem = findProblem(params, kind);
  if (problem) return problem;
  const key = findKey(params, kind);
  const content = params.signed_by ?? params.signed_by_file;
  if (content === undefined && key !== '' && stateAt(paths, key).kind === 'absent') {
    return new PlanFault(`the key ${key} does not exist on the host`, {
      hint: 'signed_by or signed_by_file brings one',
    });
  }
  const keySteps =
    content === undefined ? [] : planFileWithFolders({ path: key, content, mode: '0644' }, paths);
  if (!isSteps(keySteps)) return keySteps;
  const text = kind.format({ ...params, uris: params.uris ?? [], key });
  const path = kind.pathOf(params.name);
  const fileSteps = planFileWithFolders({ path, content: text, mode: '0644' }, paths);
  return isSteps(fileSteps) ? [...keySteps, ...fileSteps] : fileSteps;
}

/** The key goes last: without it the repository would be refused. */
function planRemoval({ name }: Params, kind: RepositoryKind, paths: PathStates): Plan {
  const steps: Step[] = [];
  for (const path of [kind.pathOf(name), ...kind.keysOf(name)]) {
    const plan = planFileRemoval(path, stateAt(paths, path));
    if (!isSteps(plan)) return plan;
    steps.push(...plan);
  }
  return steps;
}

/** A step that writes or removes the file of a repository leaves the lists behind: `package` brings them anew. */
function withLists(step: Step, path: string, lists: PackageLists | undefined): Step {
  if (lists?.ageS === undefined || step.kind === 'poll') return step;
  const touches = step.kind === 'put' ? step.target.path === path : step.change.subject === path;
  if (!touches) return step;
  return {
    ...step,
    predicts: [...(step.predicts ?? []), predict(apt.readLists(), { ...lists, outdated: true })],
  };
}
