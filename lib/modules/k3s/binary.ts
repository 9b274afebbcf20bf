import { posix } from 'node:path';
import { isUnknown, Unknown } from '../../core/unknown.ts';
import { t, type Static } from '../../schema/build.ts';
import { defineModule, type ModuleContext } from '../define.ts';
import type { Answers } from '../read.ts';
import { describeNoBundle, readBundle, takeFile } from '../shared/bundle.ts';
import type { FileElsewhere } from '../shared/file-content.ts';
import { planFile, readTarget } from '../shared/place-file.ts';
import { isSteps, PlanFault, predict, type Plan } from '../step.ts';
import { describeArch, nameBinary } from './shared/arch.ts';
import { DownloadParams, planDownload } from './shared/binary-download.ts';
import { K3S, readBinary, type BinaryState } from './shared/binary-read.ts';
import { planLinks, readLinks } from './shared/links.ts';
import { describeWanted, Source } from './shared/source.ts';

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
  ...DownloadParams.properties,
});
type Params = Static<typeof Params>;

const Result = t.Object({
  path: t.String({ description: 'Path of the binary on the host.' }),
  version: t.String({ description: 'Release that the binary says it is, such as "v1.30.4+k3s1".' }),
});

function readsOf({ params: { dest, source } }: ModuleContext<Params>) {
  return {
    ...readTarget(dest),
    binary: readBinary(dest),
    links: readLinks(posix.dirname(dest)),
    ...(source.bundle !== undefined && { bundle: readBundle(source.bundle) }),
  };
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
    { title: 'The mirror in China', params: { source: { channel: 'stable', mirror: 'cn' } } },
    { title: 'Hosts without internet', params: { source: { bundle: 'k3s-bundle' } } },
    {
      title: 'A mirror of the releases, as GitHub has them',
      params: { source: { version: 'v1.30.4+k3s1' }, github_url: 'https://mirror.example.org/k3s' },
    },
  ],
  reads: readsOf,
  plan({ params, facts, found }) {
    const installation = planInstallation(params, { arch: facts.arch, found });
    if (!isSteps(installation)) return installation;
    return params.symlinks ? [...installation, ...planLinks(params.dest, found.links)] : installation;
  },
  output: ({ params, found }) => ({ path: params.dest, version: found.binary.version }),
});

function planInstallation(
  params: Params,
  { arch, found }: { readonly arch: string; readonly found: Found },
): Plan {
  const { source } = params;
  if (source.bundle !== undefined) return planBundled(params, source.bundle, { arch, found });
  if (source.file) {
    const version = new Unknown('known once the binary is installed');
    return planUpload(params, {
      content: source.file,
      version,
      wanted: `the file ${source.file.path}`,
      found,
    });
  }
  const wanted = describeWanted(source);
  if (wanted instanceof PlanFault) return wanted;
  if (isInstalled(params, found)) return [];
  if (source.version !== undefined && isUnknown(found.binary.version)) return found.binary.version;
  if (!source.url && !describeArch(arch)) {
    return new PlanFault(`K3s has no release for ${arch}`, { hint: 'give a binary with file or url' });
  }
  return (
    refuseUpgrade(params, found.binary, wanted) ?? [
      planDownload(params, { arch, wanted, before: found.binary }),
    ]
  );
}

function planBundled(
  params: Params,
  folder: string,
  { arch, found }: { readonly arch: string; readonly found: Found },
): Plan {
  if (!found.bundle) return describeNoBundle(folder);
  const { version } = found.bundle;
  const name = nameBinary(arch);
  const content = name === undefined ? undefined : takeFile(folder, found.bundle, name);
  if (content === undefined) {
    return new PlanFault(`the bundle ${folder} holds no k3s for ${arch}`, {
      hint: `k3play bundle ${folder} --release ${version} --arch ${arch} adds it`,
    });
  }
  return planUpload(params, { content, version, wanted: `${version} of the bundle ${folder}`, found });
}

interface UploadContext {
  readonly content: FileElsewhere;
  /** What the binary will say that it is. */
  readonly version: string | Unknown;
  readonly wanted: string;
  readonly found: Found;
}

function planUpload(params: Params, { content, version, wanted, found }: UploadContext): Plan {
  const { dest } = params;
  const plan = planFile({ path: dest, content, mode: '0755', owner: 'root', group: 'root' }, found);
  if (!isSteps(plan)) return plan;
  const uploads = plan.some((step) => step.kind === 'put');
  const refusal = uploads ? refuseUpgrade(params, found.binary, wanted) : undefined;
  const also = predict<BinaryState>(readBinary(dest), { exists: true, version });
  return (
    refusal ??
    plan.map((step) => (step.kind === 'put' ? { ...step, predicts: [...(step.predicts ?? []), also] } : step))
  );
}

function isInstalled({ source }: Params, { binary, file }: Found): boolean {
  const { version, channel, sha256 } = source;
  if (channel !== undefined) return binary.version !== '';
  if (version !== undefined && binary.version !== version) return false;
  if (version !== undefined && sha256 === undefined) return true;
  return file.kind === 'file' && file.sha256 === sha256?.toLowerCase();
}

/** What is there but does not say that it is K3s, such as half a file of another's making, may be replaced. */
function refuseUpgrade(
  { dest, allow_upgrade: allowed }: Params,
  binary: BinaryState,
  wanted: string,
): PlanFault | undefined {
  if (allowed || !binary.exists || binary.version === '') return undefined;
  const other = binary.version === wanted ? `${wanted} with another sha256` : wanted;
  return new PlanFault(`${dest} is ${String(binary.version)} already; what is wanted is ${other}`, {
    hint:
      'an installation does not upgrade nodes, which must go one by one, servers first; ' +
      'allow_upgrade: true replaces the binary nevertheless',
  });
}
