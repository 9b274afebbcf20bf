import { posix } from 'node:path';
import { sh } from '../../connection/sh.ts';
import { isUnknown, Unknown } from '../../core/unknown.ts';
import { t, type Static } from '../../schema/build.ts';
import { defineModule, type ModuleContext } from '../define.ts';
import type { Answers } from '../read.ts';
import type { FilePath, PathState } from '../shared/path-state.ts';
import { readPath } from '../shared/path.ts';
import { planFile, readTarget } from '../shared/place-file.ts';
import {
  change,
  isSteps,
  PlanFault,
  predict,
  run,
  type Plan,
  type Prediction,
  type RunStep,
} from '../step.ts';
import {
  K3S,
  LINK_NAMES,
  readBinary,
  readLinks,
  type BinaryState,
  type LinkStates,
} from './shared/binary-read.ts';
import { download, isKnownArch, knownDownload, releaseDownload, type Download } from './shared/download.ts';

const Source = t.Object(
  {
    file: t.Optional(
      t.LocalFile({ description: 'A k3s binary on this machine, for the architecture of the host.' }),
    ),
    url: t.Optional(
      t.String({
        description: 'Where the host downloads the binary. Needs `sha256`.',
        pattern: '^https?://',
      }),
    ),
    sha256: t.Optional(
      t.String({
        description: 'What the download of `url` must have, 64 hex digits.',
        pattern: '^[0-9a-fA-F]{64}$',
      }),
    ),
    version: t.Optional(
      t.String({
        description: 'A release, such as "v1.30.4+k3s1".',
        pattern: '^v\\d+\\.\\d+\\.\\d+[A-Za-z0-9.+-]*$',
      }),
    ),
    channel: t.Optional(
      t.String({
        description:
          'A channel, such as "stable". It names a release when nothing is installed yet, and never later.',
        pattern: '^[A-Za-z0-9][A-Za-z0-9.-]*$',
      }),
    ),
  },
  {
    description: 'Where the binary comes from: one of these.',
    exactlyOne: ['file', 'url', 'version', 'channel'],
  },
);

const Params = t.Object({
  source: Source,
  dest: t.Path({ default: K3S, description: 'Path of the binary on the host.' }),
  symlinks: t.Boolean({
    default: true,
    description:
      'Whether kubectl, crictl and ctr become links to k3s beside it, where the host has no such program.',
  }),
  allow_upgrade: t.Boolean({
    default: false,
    description:
      'Whether another binary that is installed may be replaced. Nodes are upgraded one by one, servers first.',
  }),
  github_url: t.String({
    default: 'https://github.com/k3s-io/k3s/releases',
    description: 'Where releases are: below it `download/VERSION/` holds the binaries and their checksums.',
    pattern: '^https?://',
  }),
  channel_url: t.String({
    default: 'https://update.k3s.io/v1-release/channels',
    description: 'Where channels are: each redirects to its release.',
    pattern: '^https?://',
  }),
  timeout: t.Integer({ default: 900, minimum: 1, description: 'Longest time for the download, in seconds.' }),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  path: t.String({ description: 'Path of the binary on the host.' }),
  version: t.String({ description: 'Release that the binary says it is, such as "v1.30.4+k3s1".' }),
});

function readsOf({ params: { dest } }: ModuleContext<Params>) {
  return { ...readTarget(dest), binary: readBinary(dest), links: readLinks(posix.dirname(dest)) };
}
type Found = Answers<ReturnType<typeof readsOf>>;

export const k3sBinary = defineModule({
  name: 'k3s-binary',
  summary: 'Installs the k3s binary, checked by its sha256.',
  params: Params,
  result: Result,
  examples: [
    { title: 'A release', params: { source: { version: 'v1.30.4+k3s1' } } },
    {
      title: 'A file of this machine, for hosts without internet',
      params: { source: { file: 'files/k3s' } },
    },
    {
      title: 'A mirror of the releases',
      params: { source: { version: 'v1.30.4+k3s1' }, github_url: 'https://mirror.example.org/k3s' },
    },
  ],
  reads: readsOf,
  plan({ params, facts, found }) {
    const installation = planInstallation(params, { arch: facts.arch, found });
    if (!isSteps(installation)) return installation;
    return [...installation, ...planLinks(params, found.links)];
  },
  output: ({ params, found }) => ({ path: params.dest, version: found.binary.version }),
});

function planInstallation(
  params: Params,
  { arch, found }: { readonly arch: string; readonly found: Found },
): Plan {
  const { source, dest } = params;
  if (source.file) {
    const plan = planFile(
      { path: dest, content: source.file, mode: '0755', owner: 'root', group: 'root' },
      found,
    );
    if (!isSteps(plan)) return plan;
    const uploads = plan.some((step) => step.kind === 'put');
    const refusal = uploads ? refuseUpgrade(params, found.binary, `the file ${source.file.path}`) : undefined;
    const later: BinaryState = { exists: true, version: new Unknown('known once the binary is installed') };
    const also = predict(readBinary(dest), later);
    return (
      refusal ??
      plan.map((step) =>
        step.kind === 'put' ? { ...step, predicts: [...(step.predicts ?? []), also] } : step,
      )
    );
  }
  const wanted = describeWanted(params);
  if (wanted instanceof PlanFault) return wanted;
  if (isInstalled(params, found)) return [];
  if (source.version !== undefined && isUnknown(found.binary.version)) return found.binary.version;
  if (!source.url && !isKnownArch(arch)) {
    return new PlanFault(`K3s has no release for ${arch}`, { hint: 'give a binary with file or url' });
  }
  return refuseUpgrade(params, found.binary, wanted) ?? [planDownload(params, { arch, wanted, found })];
}

function describeWanted({ source }: Params): string | PlanFault {
  const { url, sha256, version, channel } = source;
  if (version !== undefined) return version;
  if (channel !== undefined) return `the release of channel ${channel}`;
  if (url !== undefined && sha256 !== undefined) return `sha256 ${sha256.slice(0, 8).toLowerCase()}`;
  return new PlanFault('a download by url needs its sha256, so that it can be checked', {
    hint: 'source: { url: …, sha256: … }',
  });
}

function isInstalled({ source }: Params, { binary, file }: Found): boolean {
  if (source.version !== undefined) return binary.version === source.version;
  if (source.channel !== undefined) return binary.version !== '';
  return file.kind === 'file' && file.sha256 === source.sha256?.toLowerCase();
}

/** What is there but does not say that it is K3s, such as half a file of another's making, may be replaced. */
function refuseUpgrade(
  { dest, allow_upgrade: allowed }: Params,
  binary: BinaryState,
  wanted: string,
): PlanFault | undefined {
  if (allowed || !binary.exists || binary.version === '') return undefined;
  return new PlanFault(`${dest} is ${String(binary.version)} already; what is wanted is ${wanted}`, {
    hint:
      'an installation does not upgrade nodes, which must go one by one, servers first; ' +
      'allow_upgrade: true replaces the binary nevertheless',
  });
}

interface DownloadContext {
  readonly arch: string;
  readonly wanted: string;
  readonly found: Found;
}

function planDownload(params: Params, { arch, wanted, found }: DownloadContext): RunStep {
  const { dest } = params;
  const from = found.binary.exists ? found.binary.version || 'another file' : 'absent';
  return run({
    change: change(dest, from, wanted),
    script: download({ dest, ...locate(params, arch) }),
    timeoutMs: params.timeout * 1000,
    predicts: predictDownload(params),
  });
}

function locate(params: Params, arch: string): Pick<Download, 'url' | 'sum'> {
  const { source, github_url: githubUrl, channel_url: channelUrl } = params;
  if (source.version !== undefined)
    return releaseDownload({ release: { version: source.version }, githubUrl, arch });
  if (source.channel !== undefined) {
    return releaseDownload({ release: { channel: source.channel, channelUrl }, githubUrl, arch });
  }
  return knownDownload(source.url ?? '', source.sha256?.toLowerCase() ?? '');
}

function predictDownload({ source, dest }: Params): Prediction[] {
  const later = new Unknown('known once the binary is downloaded');
  const sha256 = source.sha256?.toLowerCase() ?? later;
  const root = { owner: 'root', group: 'root', ids: { owner: '0', group: '0' } };
  const file: FilePath = { kind: 'file', mode: '0755', ...root, size: later, sha256, content: later };
  return [
    predict(readBinary(dest), { exists: true, version: source.version ?? later }),
    predict<PathState>(readPath(dest), file),
  ];
}

function planLinks({ dest, symlinks }: Params, found: LinkStates): RunStep[] {
  const folder = posix.dirname(dest);
  // The links are relative and lead to the name k3s; a binary of another name gets none.
  if (!symlinks || posix.basename(dest) !== 'k3s') return [];
  const names = LINK_NAMES.filter((name) => found[name] === 'absent');
  if (names.length === 0) return [];
  const after = { ...found, ...Object.fromEntries(names.map((name) => [name, 'k3s'])) } as LinkStates;
  const script = sh.lines(...names.map((name) => sh`ln -s k3s ${posix.join(folder, name)} || exit 1`));
  return [
    run({
      change: change(`links to k3s in ${folder}`, 'absent', names.join(', ')),
      script,
      predicts: [predict(readLinks(folder), after)],
    }),
  ];
}
