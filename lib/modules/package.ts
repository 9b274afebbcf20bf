import { isUnknown, Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { HostRead } from './read.ts';
import type { Candidate, PackageLists, PackageManager, PackageState } from './shared/packages/manager.ts';
import { managers } from './shared/packages/managers.ts';
import { predictProvided, Provides } from './shared/packages/provides.ts';
import { change, PlanFault, predict, run, type Plan } from './step.ts';

const Params = t.Object({
  name: t.Words({ description: 'A package or a list of packages.', minItems: 1 }),
  state: t.OneOf(['present', 'absent', 'latest'], {
    default: 'present',
    description: 'Wanted state. `latest` also brings installed packages up to date.',
  }),
  recommends: t.Boolean({
    default: false,
    description: 'Whether to install also what the packages recommend (apt).',
  }),
  update_cache_older_than: t.Optional(
    t.Integer({
      minimum: 0,
      description:
        'Brings the package lists first if they are older than so many seconds and there is something to ' +
        'install. Without it they are brought where there are none or they lack a package.',
    }),
  ),
  provides: t.Optional(Provides),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  versions: t.Map(t.String({ description: 'Version.' }), { description: 'Installed versions by package.' }),
});

type Reads = {
  readonly lists: HostRead<PackageLists>;
  readonly [each: `package ${string}`]: HostRead<PackageState>;
  readonly [each: `candidate ${string}`]: HostRead<Candidate>;
};
interface Found {
  readonly lists: PackageLists;
  readonly [each: `package ${string}`]: PackageState;
  readonly [each: `candidate ${string}`]: Candidate;
}

const NO_PACKAGE: PackageState = { state: 'absent', version: '' };

export const packageModule = defineModule({
  name: 'package',
  summary: "Installs, updates or removes packages with the host's package manager.",
  params: Params,
  result: Result,
  examples: [
    { title: 'Install a package', params: { name: 'haproxy' } },
    {
      title: 'Install a database server, saying what it brings, so that a dry run on a bare host can go on',
      params: {
        name: ['postgresql', 'postgresql-client'],
        update_cache_older_than: 86_400,
        provides: {
          units: { postgresql: { active: true, enabled: true } },
          paths: { '/etc/postgresql': 'directory' },
          users: ['postgres'],
        },
      },
    },
    { title: 'Remove a package, keeping its configuration', params: { name: 'snapd', state: 'absent' } },
  ],
  reads({ params, facts }): Reads {
    const manager = managers.get(facts.package_manager);
    if (!manager) return {} as Reads;
    const packages = params.name.map((name) => [`package ${name}`, manager.readPackage(name)] as const);
    const candidates = params.name.map((name) => [`candidate ${name}`, manager.readCandidate(name)] as const);
    const latest = params.state === 'latest' ? candidates : [];
    return { lists: manager.readLists(), ...Object.fromEntries([...packages, ...latest]) };
  },
  plan({ params, facts, found }) {
    const manager = managers.get(facts.package_manager);
    if (!manager) return unknownManager(facts.package_manager);
    const odd = params.name.find((name) => !/^[a-z0-9][a-zA-Z0-9+.:_-]*$/.test(name));
    if (odd !== undefined) return new PlanFault(`${JSON.stringify(odd)} is no name of a package`);
    return params.state === 'absent'
      ? planRemoval(manager, params, found)
      : planInstallation(manager, params, found);
  },
  output({ params, found }) {
    const versions = params.name.map((name) => [name, stateOf(found, name).version] as const);
    const unknown = versions.find(([, version]) => isUnknown(version))?.[1];
    if (isUnknown(unknown)) return { versions: unknown };
    return { versions: Object.fromEntries(versions.map(([name, version]) => [name, String(version)])) };
  },
});

function unknownManager(name: string): PlanFault {
  return new PlanFault(`packages of this host are managed by ${name}, which k3play does not know`, {
    hint: `known: ${[...managers.keys()].join(', ')}; install the packages by other means, or with a shell task`,
  });
}

function stateOf(found: Found, name: string): PackageState {
  return found[`package ${name}`] ?? NO_PACKAGE;
}

function planInstallation(manager: PackageManager, params: Params, found: Found): Plan {
  const { ageS } = found.lists;
  const limit = params.update_cache_older_than;
  const stale = ageS === undefined || (limit !== undefined && ageS > limit);
  const missing = params.name.filter((name) => stateOf(found, name).state !== 'installed');
  const dated = params.state === 'latest' ? params.name.filter((name) => isDated(found, name, stale)) : [];
  const names = [...new Set([...missing, ...dated])];
  if (names.length === 0) return [];
  const states = new Set(names.map((name) => stateOf(found, name).state));
  // Lists that are yet to be brought may hold nothing newer: then the step changes nothing.
  const certain = missing.length > 0 || !stale;
  return [
    run({
      change: change(subject(names), [...states].join(', '), dated.length > 0 ? 'latest' : 'installed'),
      script: manager.install({
        names,
        recommends: params.recommends,
        update: stale ? 'always' : 'if-needed',
      }),
      predicts: [
        ...names.flatMap((name) => predictInstalled(manager, name, found)),
        ...(stale ? [predict(manager.readLists(), { ageS: 0 })] : []),
        ...(missing.length > 0 ? predictProvided(params.provides) : []),
      ],
      ...(!certain && { certain: false as const }),
    }),
  ];
}

/** With lists that are to be brought anew first, every package may turn out to be behind. */
function isDated(found: Found, name: string, stale: boolean): boolean {
  const { state, version } = stateOf(found, name);
  const candidate = found[`candidate ${name}`]?.version ?? '';
  if (state !== 'installed' || isUnknown(version) || isUnknown(candidate)) return false;
  return stale || (candidate !== '' && candidate !== version);
}

function predictInstalled(manager: PackageManager, name: string, found: Found) {
  const candidate = found[`candidate ${name}`];
  const version = new Unknown('known once the package is installed');
  return [
    predict(manager.readPackage(name), { state: 'installed', version }),
    ...(candidate ? [predict(manager.readCandidate(name), { version })] : []),
  ];
}

function planRemoval(manager: PackageManager, params: Params, found: Found): Plan {
  const names = params.name.filter((name) => stateOf(found, name).state !== 'absent');
  if (names.length === 0) return [];
  return [
    run({
      change: change(subject(names), 'installed', 'absent'),
      script: manager.remove(names),
      predicts: names.map((name) => predict(manager.readPackage(name), NO_PACKAGE)),
    }),
  ];
}

function subject(names: readonly string[]): string {
  return names.length === 1 ? `package ${names[0] ?? ''}` : `packages ${names.join(', ')}`;
}
