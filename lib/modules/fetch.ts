import { isUnknown, Unknown } from '../core/unknown.ts';
import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { readSumHere, type SumHere } from './shared/file-here.ts';
import { padMode } from './shared/ownership.ts';
import { readPath } from './shared/path.ts';
import { findSource, type SourceFile } from './shared/source-file.ts';
import { change, PlanFault, predict, type FetchStep, type Plan } from './step.ts';

const Params = t.Object({
  src: t.Path({ description: 'A file of the host; not a link to one.' }),
  dest: t.String({
    description:
      'Path of the file on this machine, from the folder k3play runs in. Missing folders above it are made. With several hosts, put the name of the host into it.',
    minLength: 1,
  }),
  mode: t.Mode({ description: 'Mode of the file on this machine.', default: '0600' }),
});

const Result = t.Object({
  path: t.String({ description: 'Path of the file on this machine.' }),
  mode: t.String({ description: 'Its mode as octal text, such as "0600".' }),
  size: t.Integer({ description: 'Size in bytes.' }),
  sha256: t.String({ description: 'SHA-256 of the content, lower-case hex.' }),
});

export const fetch = defineModule({
  name: 'fetch',
  summary: 'Brings a file of the host to this machine.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    {
      title: 'Bring the credentials of a cluster',
      params: { src: '/etc/rancher/k3s/k3s.yaml', dest: 'kubeconfig' },
    },
  ],
  reads: ({ params }) => ({ source: readPath(params.src), here: readSumHere(params.dest) }),
  plan({ params, found }) {
    const { src, dest, mode } = params;
    const source = findSource(src, found.source);
    if (source instanceof PlanFault || isUnknown(source)) return source;
    return planFetch({ src, dest, mode: padMode(mode) }, { source, here: found.here });
  },
  output: ({ params, found: { source, here } }) => ({
    path: params.dest,
    mode: here.kind === 'file' ? here.mode : padMode(params.mode),
    size: source.kind === 'file' ? source.size : new Unknown(`${params.src} is not a file yet`),
    sha256: here.kind === 'file' ? here.sha256 : new Unknown(`${params.dest} is not there yet`),
  }),
});

interface Wanted {
  readonly src: string;
  readonly dest: string;
  readonly mode: string;
}

function planFetch(
  { src, dest, mode }: Wanted,
  { source, here }: { readonly source: SourceFile; readonly here: SumHere },
): Plan {
  const { sha256 } = source;
  if (here.kind === 'directory' || here.kind === 'other') {
    return new PlanFault(
      `${dest} on this machine is not a file but a ${here.kind === 'other' ? 'link or device' : here.kind}`,
    );
  }
  const sameMode = here.kind === 'file' && here.mode === mode;
  const known = !isUnknown(sha256) && !(here.kind === 'file' && isUnknown(here.sha256));
  const sameContent = known && here.kind === 'file' && here.sha256 === sha256;
  if (sameMode && sameContent) return [];
  const step: FetchStep = {
    kind: 'fetch',
    path: src,
    localPath: dest,
    mode,
    ...(sameContent && { contentIsHere: true }),
    ...(!isUnknown(sha256) && { sha256 }),
    change: change(
      `${dest} on this machine`,
      describeHere(here),
      describeHere({ kind: 'file', mode, sha256 }),
    ),
    predicts: [predict(readSumHere(dest), { kind: 'file', mode, sha256 })],
    ...(sameMode && !known && { certain: false }),
  };
  return [step];
}

function describeHere(here: SumHere): string {
  if (here.kind !== 'file') return here.kind;
  return `${isUnknown(here.sha256) ? 'unknown content' : `sha256 ${here.sha256.slice(0, 8)}`}, ${here.mode}`;
}
