import { isUnknown } from '../core/unknown.ts';
import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { HostRead, LocalRead } from './read.ts';
import { readBundle, type Manifest } from './shared/bundle.ts';
import type { Candidate, PackageLists, PackageState } from './shared/packages/manager.ts';
import { managers } from './shared/packages/managers.ts';
import { PackageParams } from './shared/packages/params.ts';
import { planInstallation, planRemoval, stateOf } from './shared/packages/plan.ts';
import { PlanFault } from './step.ts';

const Result = t.Object({
  versions: t.Map(t.String({ description: 'Version.' }), { description: 'Installed versions by package.' }),
});

type Reads = {
  readonly lists: HostRead<PackageLists>;
  readonly bundle?: LocalRead<Manifest | undefined>;
  readonly [each: `package ${string}`]: HostRead<PackageState>;
  readonly [each: `candidate ${string}`]: HostRead<Candidate>;
};
export const packageModule = defineModule({
  name: 'package',
  summary: "Installs, updates or removes packages with the host's package manager.",
  params: PackageParams,
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
    {
      title: 'Install a package on hosts without internet',
      params: { name: 'haproxy', bundle: 'k3s-bundle' },
    },
    { title: 'Remove a package, keeping its configuration', params: { name: 'snapd', state: 'absent' } },
  ],
  reads({ params, facts }): Reads {
    const manager = managers.get(facts.package_manager);
    if (!manager) return {} as Reads;
    const packages = params.name.map((name) => [`package ${name}`, manager.readPackage(name)] as const);
    const candidates = params.name.map((name) => [`candidate ${name}`, manager.readCandidate(name)] as const);
    const latest = params.state === 'latest' ? candidates : [];
    const bundle = params.bundle === '' ? {} : { bundle: readBundle(params.bundle) };
    return { lists: manager.readLists(), ...bundle, ...Object.fromEntries([...packages, ...latest]) };
  },
  plan({ params, facts, found }) {
    const manager = managers.get(facts.package_manager);
    if (!manager) return refuseManager(facts.package_manager);
    const odd = params.name.find((name) => !/^[a-z0-9][a-zA-Z0-9+.:_-]*$/.test(name));
    if (odd !== undefined) return new PlanFault(`${JSON.stringify(odd)} is no name of a package`);
    return params.state === 'absent'
      ? planRemoval({ manager, params, found })
      : planInstallation({ manager, params, facts, found });
  },
  output({ params, found }) {
    const versions = params.name.map((name) => [name, stateOf(found, name).version] as const);
    const unknown = versions.find(([, version]) => isUnknown(version))?.[1];
    if (isUnknown(unknown)) return { versions: unknown };
    return { versions: Object.fromEntries(versions.map(([name, version]) => [name, String(version)])) };
  },
});

function refuseManager(name: string): PlanFault {
  return new PlanFault(`packages of this host are managed by ${name}, which k3play does not know`, {
    hint: `known: ${[...managers.keys()].join(', ')}; install the packages by other means, or with a shell task`,
  });
}
