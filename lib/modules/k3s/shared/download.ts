import { sh, type Script } from '../../../connection/sh.ts';

/** What is downloaded, and what proves it. */
export interface Download {
  readonly dest: string;
  /** A URL, or shell text that sets `url`. */
  readonly url: Script;
  /** The sha256, or shell text that sets `sum`. */
  readonly sum: Script;
}

/**
 * Downloads to a file beside its place, checks it, syncs it and renames it over: cut short at any point,
 * what is installed is whole. The name of the file beside it is fixed, so that a later run tidies up.
 */
export function download({ dest, url, sum }: Download): Script {
  return sh`umask 022
dest=${dest}
part=$dest.k3play-part
get() {
  if command -v curl >/dev/null; then curl -fsSL --connect-timeout 20 --retry 3 -o "$2" -- "$1"
  elif command -v wget >/dev/null; then wget -q -O "$2" "$1"
  else echo 'neither curl nor wget is on this host: install one of them, or give the binary as a file' >&2; return 1
  fi || { echo "cannot download $1" >&2; return 1; }
}
give_up() { rm -f "$part"; exit 1; }
mkdir -p "$(dirname "$dest")" || exit 1
${url}
${sum}
get "$url" "$part" || give_up
got=$(sha256sum <"$part" | cut -d ' ' -f 1)
if [ "$got" != "$sum" ]; then
  echo "what was downloaded from $url has the sha256 $got, not $sum" >&2
  give_up
fi
chmod 0755 "$part" && { sync "$part" 2>/dev/null || sync; } && mv -f "$part" "$dest" || give_up`;
}

/** A file whose checksum is known beforehand. */
export function knownDownload(url: string, sha256: string): Pick<Download, 'url' | 'sum'> {
  return { url: sh`url=${url}`, sum: sh`sum=${sha256}` };
}

export interface Release {
  /** A release such as v1.30.4+k3s1, or a channel such as stable, which the host looks up. */
  readonly release: { readonly version: string } | { readonly channel: string; readonly channelUrl: string };
  readonly githubUrl: string;
  readonly arch: string;
}

/** How K3s names the binaries of its releases. */
const SUFFIXES: Readonly<Record<string, string>> = {
  amd64: '',
  arm64: '-arm64',
  arm: '-armhf',
  s390x: '-s390x',
};

export function isKnownArch(arch: string): boolean {
  return arch in SUFFIXES;
}

/** A release: its binary and the file of checksums beside it. A channel redirects to its release. */
export function releaseDownload({ release, githubUrl, arch }: Release): Pick<Download, 'url' | 'sum'> {
  const name = `k3s${SUFFIXES[arch] ?? ''}`;
  const version =
    'version' in release
      ? sh`version=${release.version}`
      : sh`channel=${`${release.channelUrl}/${release.channel}`}
if command -v curl >/dev/null; then landed=$(curl -fsSL --connect-timeout 20 --retry 3 -o /dev/null -w '%{url_effective}' -- "$channel")
else landed=$(wget -S -O /dev/null "$channel" 2>&1 | sed -n 's/^ *[Ll]ocation: *//p' | tail -n 1)
fi
version=$(printf '%s\n' "$landed" | sed 's|.*/||; s|%2[Bb]|+|; s|[^A-Za-z0-9.+-].*||')`;
  return {
    url: sh`${version}
case $version in v[0-9]*) ;; *) echo "no release found: '$version'" >&2; exit 1 ;; esac
base=${githubUrl}/download/$version
url=$base/${name}`,
    sum: sh`get "$base/"${`sha256sum-${arch}.txt`} "$part.sums" || { rm -f "$part.sums"; exit 1; }
sum=$(sed -n ${`s/^\\([0-9a-f]\\{64\\}\\) [ *]${name}$/\\1/p`} "$part.sums")
rm -f "$part.sums"
[ -n "$sum" ] || { echo ${`the checksums of the release do not name ${name}`} >&2; exit 1; }`,
  };
}
