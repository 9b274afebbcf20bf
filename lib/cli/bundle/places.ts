import { listMirrors } from '../../modules/k3s/shared/source.ts';

const GITHUB = 'https://github.com/k3s-io/k3s/releases';
const CHANNELS = 'https://update.k3s.io/v1-release/channels';

/** Where releases are looked for, in order. */
export interface Places {
  readonly channels: (channel: string) => readonly string[];
  readonly files: (version: string, name: string) => readonly string[];
}

export function listPlaces(mirrors: readonly string[]): Places {
  const named = mirrors.includes('cn') ? ({ mirror: 'cn' } as const) : {};
  const bases = listMirrors({ ...named, mirrors: mirrors.filter((mirror) => mirror !== 'cn') });
  return {
    channels: (channel) => [...bases.map((base) => `${base}/channels/${channel}`), `${CHANNELS}/${channel}`],
    files: (version, name) => [
      ...bases.map((base) => `${base}/${version.replace('+', '-')}/${name}`),
      `${GITHUB}/download/${encodeURIComponent(version)}/${name}`,
    ],
  };
}
