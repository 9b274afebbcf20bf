import { PlanFault } from '../../step.ts';

/** What is to be said of a repository in its file. */
export interface RepositoryText {
  readonly name: string;
  readonly description?: string | undefined;
  readonly uris: readonly string[];
  readonly suites?: readonly string[] | undefined;
  readonly components?: readonly string[] | undefined;
  readonly architectures?: readonly string[] | undefined;
  /** Path on the host; "" is none. */
  readonly key: string;
  readonly trusted: boolean;
  readonly enabled: boolean;
}

/** Where a manager of packages looks for repositories, and how it wants them said. */
export interface RepositoryKind {
  readonly name: 'apt' | 'dnf';
  pathOf(name: string): string;
  /** Where a key may be: the armored one first, then the binary one where there is such. */
  keysOf(name: string): readonly string[];
  format(text: RepositoryText): string;
}

const aptKind: RepositoryKind = {
  name: 'apt',
  pathOf: (name) => `/etc/apt/sources.list.d/${name}.sources`,
  keysOf: (name) => [`/etc/apt/keyrings/${name}.asc`, `/etc/apt/keyrings/${name}.gpg`],
  format({ description, uris, suites = [], components = [], architectures = [], key, trusted, enabled }) {
    const fields = [
      ['X-Repolib-Name', description ?? ''],
      ['Enabled', enabled ? '' : 'no'],
      ['Types', 'deb'],
      ['URIs', uris.join(' ')],
      ['Suites', suites.join(' ')],
      ['Components', components.join(' ')],
      ['Architectures', architectures.join(' ')],
      ['Signed-By', key],
      ['Trusted', trusted ? 'yes' : ''],
    ];
    return fields.map(([field = '', value = '']) => (value === '' ? '' : `${field}: ${value}\n`)).join('');
  },
};

const dnfKind: RepositoryKind = {
  name: 'dnf',
  pathOf: (name) => `/etc/yum.repos.d/${name}.repo`,
  keysOf: (name) => [`/etc/pki/rpm-gpg/${name}.asc`],
  format({ name, description = name, uris, key, trusted, enabled }) {
    const lines = [
      `[${name}]`,
      `name=${description}`,
      `baseurl=${uris.join('\n        ')}`,
      `enabled=${enabled ? 1 : 0}`,
      `gpgcheck=${trusted ? 0 : 1}`,
      ...(key === '' ? [] : [`gpgkey=file://${key}`]),
    ];
    return `${lines.join('\n')}\n`;
  },
};

/** The kind for a package manager as facts call it. */
export function findKind(manager: string): RepositoryKind | undefined {
  if (manager === 'apt') return aptKind;
  return manager === 'dnf' || manager === 'yum' ? dnfKind : undefined;
}

type Asked = Pick<RepositoryText, 'suites' | 'components' | 'architectures'> & {
  readonly signed_by_file?: { readonly path: string } | undefined;
};

/** Why the manager would refuse it, or would not heed what is asked for. */
export function findProblem(asked: Asked, kind: RepositoryKind): PlanFault | undefined {
  const { suites = [], components } = asked;
  if (kind.name === 'dnf') {
    const [foreign] = (['suites', 'components', 'architectures'] as const).filter((key) => asked[key]);
    if (foreign) return new PlanFault(`"${foreign}" is for apt, and this host has dnf or yum`);
    if (asked.signed_by_file?.path.endsWith('.gpg') !== true) return undefined;
    return new PlanFault('"signed_by_file" is a binary key, which rpm does not take', {
      hint: 'gpg --export --armor makes text of it',
    });
  }
  if (suites.length === 0) {
    return new PlanFault('apt needs "suites"', {
      hint: 'a name such as bookworm, or ./ for a folder without suites',
    });
  }
  const flat = suites.filter((suite) => suite.endsWith('/'));
  if (flat.length === 0 && !components) {
    return new PlanFault('apt needs "components"', { hint: 'mostly: components: main' });
  }
  if (flat.length === suites.length && components) {
    return new PlanFault(`the suite ${flat.join(', ')} is a folder, which has no components`);
  }
  if (flat.length === 0 || flat.length === suites.length) return undefined;
  return new PlanFault('"suites" has names and folders', { hint: 'make a repository of each kind' });
}
