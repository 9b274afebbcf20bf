import { reveal } from '../../../core/secret.ts';
import { Unknown } from '../../../core/unknown.ts';
import { t, type Static } from '../../../schema/build.ts';
import type { FilePath, PathState } from '../../shared/path-state.ts';
import { readPath } from '../../shared/path.ts';
import { change, predict, run, type Prediction, type RunStep } from '../../step.ts';
import { readBinary, type BinaryState } from './binary-read.ts';
import { describeProxy, download, knownDownload, releaseDownload, type Parts } from './download.ts';
import { listMirrors, type Source } from './source.ts';

/** From where and how a binary is downloaded. */
export const DownloadParams = t.Object({
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
  release: t.Optional(
    t.Text({
      description:
        'Release that takes the place of the channel, such as that of the first server; "" is none. Nodes that come later get what the others have.',
    }),
  ),
  proxy: t.Optional(
    t.ScriptText({ description: 'HTTP proxy for the download, "" is none. It needs curl on the host.' }),
  ),
  timeout: t.Integer({ default: 900, minimum: 1, description: 'Longest time for the download, in seconds.' }),
});

interface Params extends Static<typeof DownloadParams> {
  readonly source: Source;
  readonly dest: string;
}

interface DownloadContext {
  readonly arch: string;
  readonly wanted: string;
  readonly before: BinaryState;
}

/** The step that downloads a binary, checks it and puts it in its place. */
export function planDownload(params: Params, { arch, wanted, before }: DownloadContext): RunStep {
  const { dest } = params;
  const from = before.exists ? before.version || 'another file' : 'absent';
  return run({
    change: change(dest, from, wanted),
    script: download({ dest, ...locate(params, arch), configured: hasProxy(params) }),
    ...(hasProxy(params) && { stdin: describeProxy(params.proxy ?? '') }),
    timeoutMs: params.timeout * 1000,
    predicts: predictDownload(params),
  });
}

function hasProxy({ proxy = '' }: Params): boolean {
  return reveal(proxy) !== '';
}

function locate(
  { source, release, github_url: githubUrl, channel_url: channelUrl }: Params,
  arch: string,
): Parts {
  const { version, channel } = source;
  const sha256 = source.sha256?.toLowerCase();
  const places = { githubUrl, mirrors: listMirrors(source), arch, sha256 };
  if (version !== undefined) return releaseDownload({ release: { version }, ...places });
  if (channel === undefined) return knownDownload(source.url ?? '', sha256 ?? '');
  const known = typeof release === 'string' && release !== '';
  return releaseDownload({ release: known ? { version: release } : { channel, channelUrl }, ...places });
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
