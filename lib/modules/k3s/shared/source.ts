import { t, type Static } from '../../../schema/build.ts';
import { PlanFault } from '../../step.ts';

/** Where the binary comes from. */
export const Source = t.Object(
  {
    file: t.Optional(
      t.LocalFile({ description: 'A k3s binary on this machine, for the architecture of the host.' }),
    ),
    bundle: t.Optional(
      t.String({ description: 'A folder on this machine that `k3play bundle` made.', minLength: 1 }),
    ),
    url: t.Optional(
      t.String({
        description: 'Where the host downloads the binary. Needs `sha256`.',
        pattern: '^https?://',
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
    sha256: t.Optional(
      t.String({
        description:
          'What the download must have, 64 hex digits; of a release, over what its own list of checksums says.',
        pattern: '^[0-9a-fA-F]{64}$',
      }),
    ),
    mirror: t.Optional(
      t.OneOf(['cn'], {
        description: 'Releases come from the mirror in China, then from its second address.',
      }),
    ),
    mirrors: t.Optional(
      t.Array(t.String({ description: 'URL.', pattern: '^https?://' }), {
        description:
          'Mirrors of the releases, tried in this order and before the official place: below each, a folder a release, with "-" for "+", and `channels`.',
      }),
    ),
  },
  {
    description: 'Where the binary comes from: one of file, bundle, url, version and channel.',
    exactlyOne: ['file', 'bundle', 'url', 'version', 'channel'],
  },
);
export type Source = Static<typeof Source>;

const CHINA = [
  'https://rancher-mirror.rancher.cn/k3s',
  'https://rancher-mirror.oss-cn-beijing.aliyuncs.com/k3s',
];

/** The mirrors to try, those of the operator first. */
export function listMirrors({ mirror, mirrors = [] }: Pick<Source, 'mirror' | 'mirrors'>): readonly string[] {
  return [...mirrors.map((base) => base.replace(/\/+$/, '')), ...(mirror === 'cn' ? CHINA : [])];
}

/** What is to be downloaded, in words. */
export function describeWanted({ url, sha256, version, channel }: Source): string | PlanFault {
  if (version !== undefined) return version;
  if (channel !== undefined) return `the release of channel ${channel}`;
  if (url !== undefined && sha256 !== undefined) return `sha256 ${sha256.slice(0, 8).toLowerCase()}`;
  return new PlanFault('a download by url needs its sha256, so that it can be checked', {
    hint: 'source: { url: …, sha256: … }',
  });
}
