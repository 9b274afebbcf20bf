import { sh, type Script } from '../../../connection/sh.ts';
import { Secret } from '../../../core/secret.ts';
import { describeArch } from './arch.ts';

/** What is downloaded, from where, and what proves it. */
export interface Parts {
  /** Shell text that makes the places to try, in order, the positional parameters. */
  readonly places: Script;
  /** What the file is called there; "" where a place is the file itself. */
  readonly name: string;
  /** Shell text that sets `sum`; it may ask the places. */
  readonly sum: Script;
}

export interface Download extends Parts {
  readonly dest: string;
  /** Whether standard input holds a configuration of curl, such as the proxy with its password. */
  readonly configured?: boolean;
}

/**
 * Downloads to a file beside its place, checks it, syncs it and renames it over: cut short at any point,
 * what is installed is whole. The name of the file beside it is fixed, so that a later run tidies up.
 */
export function download({ dest, places, name, sum, configured = false }: Download): Script {
  return sh`set -f
umask 022
dest=${dest}
part=$dest.k3play-part
config=${configured ? sh`$(cat)` : sh``}
ask() {
  if [ -n "$config" ]; then printf '%s\n' "$config" | curl -K - -fsSL --connect-timeout 20 --retry 3 "$@"
  else curl -fsSL --connect-timeout 20 --retry 3 "$@"
  fi
}
get() {
  if command -v curl >/dev/null; then ask -o "$2" -- "$1"
  elif [ -n "$config" ]; then echo 'a download through a proxy needs curl on this host' >&2; return 1
  elif command -v wget >/dev/null; then wget -q -O "$2" "$1"
  else echo 'neither curl nor wget is on this host: install one of them, or give the binary as a file' >&2; return 1
  fi || { echo "cannot download $1" >&2; return 1; }
}
give_up() { rm -f "$part"; exit 1; }
mkdir -p "$(dirname "$dest")" || exit 1
${places}
${sum}
done=
for place do
  url=$place${name === '' ? sh`` : sh`/${name}`}
  get "$url" "$part" || continue
  got=$(sha256sum <"$part" | cut -d ' ' -f 1)
  if [ "$got" = "$sum" ]; then done=yes; break; fi
  echo "what was downloaded from $url has the sha256 $got, not $sum" >&2
done
[ -n "$done" ] || give_up
chmod 0755 "$part" && { sync "$part" 2>/dev/null || sync; } && mv -f "$part" "$dest" || give_up`;
}

/** The proxy as a configuration of curl, for the standard input of `download`. */
export function describeProxy(proxy: string | Secret): Secret {
  const url = proxy instanceof Secret ? proxy.reveal() : proxy;
  return new Secret(`proxy = "${url.replace(/["\\]/g, (each) => `\\${each}`)}"\n`);
}

/** A file whose checksum is known beforehand. */
export function knownDownload(url: string, sha256: string): Parts {
  return { places: sh`set -- ${url}`, name: '', sum: sh`sum=${sha256}` };
}

export interface Release {
  /** A release such as v1.30.4+k3s1, or a channel such as stable, which the host looks up. */
  readonly release: { readonly version: string } | { readonly channel: string; readonly channelUrl: string };
  readonly githubUrl: string;
  /** Tried before it, in this order: below each, folders by release, with `-` for `+`, and `channels`. */
  readonly mirrors?: readonly string[];
  readonly arch: string;
  /** What the binary must have; default what the list of the first place that has one says. */
  readonly sha256?: string | undefined;
}

/** A release: its binary and the file of checksums beside it. */
export function releaseDownload({ release, githubUrl, mirrors = [], arch, sha256 }: Release): Parts {
  const name = `k3s${describeArch(arch)?.suffix ?? ''}`;
  const version =
    'version' in release
      ? sh`version=${release.version}`
      : lookUp(
          [...mirrors.map((base) => `${base}/channels`), release.channelUrl].map(
            (base) => `${base}/${release.channel}`,
          ),
        );
  return {
    name,
    places: sh`${version}
case $version in v[0-9]*) ;; *) echo "no release found: '$version'" >&2; exit 1 ;; esac
dashed=$(printf '%s\n' "$version" | sed 's/+/-/')
set --
${sh.lines(...mirrors.map((base) => sh`set -- "$@" ${base}/"$dashed"`))}
set -- "$@" ${githubUrl}/download/"$version"`,
    sum: sha256 === undefined ? findSum(arch, name) : sh`sum=${sha256}`,
  };
}

/** A channel redirects to its release; that of a mirror holds its name. */
function lookUp(urls: readonly string[]): Script {
  return sh`look() {
  if command -v curl >/dev/null; then ask -o "$part.page" -w '%{url_effective}\n' -- "$1"
  else wget -S -O "$part.page" "$1" 2>&1 | sed -n 's/^ *[Ll]ocation: *//p' | tail -n 1
  fi
  sed -n '1s/^\\(.\\{0,80\\}\\).*/\\1/p' "$part.page"
}
version=
for channel in ${urls}; do
  for landed in $(look "$channel"); do
    landed=$(printf '%s\n' "$landed" | sed 's|.*/||; s|%2[Bb]|+|; s|[^A-Za-z0-9.+-].*||')
    case $landed in v[0-9]*) version=$landed; break 2 ;; esac
  done
done
rm -f "$part.page"`;
}

/** One list for all places: a mirror cannot vouch for a binary that another's list does not know. */
function findSum(arch: string, name: string): Script {
  return sh`sum=
for place do
  get "$place/"${`sha256sum-${arch}.txt`} "$part.sums" || continue
  sum=$(sed -n ${`s/^\\([0-9a-f]\\{64\\}\\) [ *]${name}$/\\1/p`} "$part.sums")
  [ -z "$sum" ] || break
  echo "the checksums of $place do not name "${name} >&2
done
rm -f "$part.sums"
[ -n "$sum" ] || exit 1`;
}
