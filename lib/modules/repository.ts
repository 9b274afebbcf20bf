import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { HostRead } from './read.ts';
import { readWithFolders } from './shared/file-with-folders.ts';
import type { PackageLists } from './shared/packages/manager.ts';
import { managers } from './shared/packages/managers.ts';
import { findKind } from './shared/packages/repository-file.ts';
import { foretellLists } from './shared/packages/repository-lists.ts';
import { RepositoryParams } from './shared/packages/repository-params.ts';
import { findKey, listPaths, planPresence, planRemoval } from './shared/packages/repository-plan.ts';
import type { PathState } from './shared/path-state.ts';
import { isSteps, PlanFault } from './step.ts';

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
  params: RepositoryParams,
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
    const lists = managers.get(facts.package_manager)?.readLists();
    return { ...(lists && { lists }), ...paths };
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
    const read = managers.get(facts.package_manager)?.readLists();
    if (!isSteps(steps) || !read || !lists) return steps;
    return foretellLists(steps, { name: params.name, kind, lists, read });
  },
  output({ params, facts }) {
    const kind = findKind(facts.package_manager);
    if (!kind) return { path: '', key: '' };
    return { path: kind.pathOf(params.name), key: params.state === 'absent' ? '' : findKey(params, kind) };
  },
});
