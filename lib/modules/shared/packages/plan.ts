import { basename, posix } from 'node:path';
import { isUnknown, Unknown } from '../../../core/unknown.ts';
import type { Facts } from '../../facts.ts';
import { change, PlanFault, predict, put, run, type Plan, type Prediction } from '../../step.ts';
import { describeNoBundle, type Manifest } from '../bundle.ts';
import { showContent, sourceOf, type FileElsewhere } from '../file-content.ts';
import { findArchives } from './bundled.ts';
import type { Candidate, PackageLists, PackageManager, PackageState } from './manager.ts';
import type { PackageParams } from './params.ts';
import { predictProvided } from './provides.ts';

/** What was found of the packages. */
export interface PackagesFound {
  readonly lists: PackageLists;
  readonly bundle?: Manifest | undefined;
  readonly [each: `package ${string}`]: PackageState;
  readonly [each: `candidate ${string}`]: Candidate;
}

/** Where archives of packages wait on a host until they are installed. */
const ARRIVALS = '/var/cache/apt/archives';

const NO_PACKAGE: PackageState = { state: 'absent', version: '' };

export function stateOf(found: PackagesFound, name: string): PackageState {
  return found[`package ${name}`] ?? NO_PACKAGE;
}

interface Wish {
  readonly manager: PackageManager;
  readonly params: PackageParams;
  readonly facts: Facts;
  readonly found: PackagesFound;
}

/** Missing packages come from the bundle where there is one that has any, else from the host's own sources. */
export function planInstallation(wish: Wish): Plan {
  const { params, facts, found } = wish;
  const missing = params.name.filter((name) => stateOf(found, name).state !== 'installed');
  if (missing.length === 0 || params.bundle === '') return planFromSources(wish, missing);
  if (!found.bundle) return describeNoBundle(params.bundle);
  const bundle = { folder: params.bundle, manifest: found.bundle };
  const archives = findArchives(bundle, facts, missing);
  if (archives === undefined) return planFromSources(wish, missing);
  const { installFrom } = wish.manager;
  if (!installFrom) return refuseBundle(wish);
  if (archives instanceof PlanFault) return archives;
  return planFromArchives(wish, missing, { archives, installFrom });
}

function planFromSources({ manager, params, found }: Wish, missing: readonly string[]): Plan {
  const { ageS, outdated = false, toCome } = found.lists;
  const limit = params.update_cache_older_than;
  const stale =
    ageS === undefined || outdated || toCome !== undefined || (limit !== undefined && ageS > limit);
  const dated = params.state === 'latest' ? params.name.filter((name) => isDated(found, name, stale)) : [];
  const names = [...new Set([...missing, ...dated])];
  if (names.length === 0) return [];
  // Lists that are yet to be brought may hold nothing newer: then the step changes nothing.
  const certain = !toCome && (missing.length > 0 || !stale);
  const wanted = dated.length > 0 ? 'latest' : 'installed';
  return [
    run({
      change: change(
        subject(names),
        describeStates(found, names),
        toCome ? `${wanted}, if it can be: ${toCome.reason}` : wanted,
      ),
      script: manager.install({
        names,
        recommends: params.recommends,
        update: stale ? 'always' : 'if-needed',
        ...(dated.length > 0 && { latest: true }),
      }),
      predicts: [
        ...names.flatMap((name) => predictInstalled(manager, name, found)),
        ...(stale && !toCome ? [predict(manager.readLists(), { ageS: 0 })] : []),
        ...(missing.length > 0 ? predictProvided(params.provides) : []),
      ],
      ...(!certain && { certain: false as const }),
    }),
  ];
}

function refuseBundle({ manager, params }: Wish): PlanFault {
  return new PlanFault(
    `the packages of the bundle ${params.bundle} are Debian's, and this host has ${manager.name}`,
    {
      hint: 'install them from sources of the host, with bundle: ""',
    },
  );
}

interface Archives {
  readonly archives: readonly FileElsewhere[];
  readonly installFrom: NonNullable<PackageManager['installFrom']>;
}

function planFromArchives(
  { manager, params, found }: Wish,
  missing: readonly string[],
  { archives, installFrom }: Archives,
): Plan {
  const sent = archives.map((archive) => ({ archive, path: posix.join(ARRIVALS, basename(archive.path)) }));
  return [
    ...sent.map(({ archive, path }) =>
      put({
        change: change(path, 'absent', showContent(archive, false)),
        source: sourceOf(archive),
        target: { path, mode: '0644' },
      }),
    ),
    run({
      change: change(subject(missing), describeStates(found, missing), 'installed'),
      script: installFrom(
        sent.map(({ path }) => path),
        { names: missing, recommends: params.recommends },
      ),
      predicts: [
        ...missing.flatMap((name) => predictInstalled(manager, name, found)),
        ...predictProvided(params.provides),
      ],
    }),
  ];
}

function describeStates(found: PackagesFound, names: readonly string[]): string {
  return [...new Set(names.map((name) => stateOf(found, name).state))].join(', ');
}

/** With lists that are to be brought anew first, every package may turn out to be behind. */
function isDated(found: PackagesFound, name: string, stale: boolean): boolean {
  const { state, version } = stateOf(found, name);
  const candidate = found[`candidate ${name}`]?.version ?? '';
  if (state !== 'installed' || isUnknown(version) || isUnknown(candidate)) return false;
  return stale || (candidate !== '' && candidate !== version);
}

function predictInstalled(manager: PackageManager, name: string, found: PackagesFound): Prediction[] {
  const candidate = found[`candidate ${name}`];
  const version = new Unknown('known once the package is installed');
  return [
    predict(manager.readPackage(name), { state: 'installed', version }),
    ...(candidate ? [predict(manager.readCandidate(name), { version })] : []),
  ];
}

export function planRemoval({ manager, params, found }: Omit<Wish, 'facts'>): Plan {
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
