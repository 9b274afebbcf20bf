import type { Output } from '../../../connection/connection.ts';
import { sh, type Script } from '../../../connection/sh.ts';
import { hostRead } from '../../read.ts';
import { linesOf, unreadable } from '../lines.ts';
import type { InstallOptions, PackageManager, PackageState } from './manager.ts';

/** Seconds that dpkg and apt wait for another one to let go of their locks. */
const LOCK_WAIT_S = 300;

const FORMAT = 'package ${db:Status-Status} ${Version}\\n';

/** Debian and its kin, by apt-get and dpkg-query. */
export const apt: PackageManager = {
  name: 'apt',
  readPackage: (name) =>
    hostRead({
      key: `package:${name}`,
      // dpkg-query fails for packages it never heard of, which are absent; that it runs at all is tried first.
      script: sh`dpkg-query --version >/dev/null && echo 'end .'
dpkg-query --show --showformat=${FORMAT} -- ${name} 2>/dev/null || :`,
      parse: (output) => parsePackage(name, output),
    }),
  readCandidate: (name) =>
    hostRead({
      key: `package-candidate:${name}`,
      script: sh`LC_ALL=C apt-cache policy -- ${name} | sed -n 's/^  Candidate: /candidate /p'`,
      parse(output) {
        if (output.code !== 0) throw unreadable(`the candidate of package ${name}`, output);
        const version = linesOf(output).first('candidate');
        return { version: version === '(none)' ? '' : version };
      },
    }),
  readLists: () =>
    hostRead({
      key: 'package-lists',
      // By its path: in some shells `find` is one of their own, for which what was written in the same second is no newer.
      script: sh`set -- /var/lib/apt/lists/*_Packages*
[ -e "$1" ] || exit 0
echo "age $(($(date +%s) - $(stat -c %Y /var/lib/apt/lists /var/lib/apt/lists/partial | sort -n | tail -n 1)))"
[ -z "$(/usr/bin/find /etc/apt/sources.list /etc/apt/sources.list.d -newer /var/lib/apt/lists -newer /var/lib/apt/lists/partial 2>/dev/null)" ] || echo 'outdated .'`,
      parse(output) {
        if (output.code !== 0) throw unreadable('the age of the package lists', output);
        const lines = linesOf(output);
        if (!lines.has('age')) return {};
        return { ageS: lines.count('age'), ...(lines.has('outdated') && { outdated: true as const }) };
      },
    }),
  install,
  installFrom,
  remove: (names) => sh`${prepare()}
apt-get -q -y -o DPkg::Lock::Timeout=${LOCK_WAIT_S} remove -- ${names}`,
};

function parsePackage(name: string, output: Output): PackageState {
  const lines = linesOf(output);
  if (!lines.has('end')) throw unreadable(`the package ${name}`, output);
  // A package of several architectures has a line for each: the best of them counts.
  const found = lines.all('package').map((line) => line.split(' '));
  const installed = found.find(([status]) => status === 'installed' || status?.startsWith('triggers-'));
  if (installed) return { state: 'installed', version: installed[1] ?? '' };
  const broken = found.some(([status]) => status === 'unpacked' || status?.startsWith('half-'));
  return { state: broken ? 'broken' : 'absent', version: '' };
}

/**
 * No questions from debconf, needrestart, apt-listchanges and ucf; apt's words in English, for the tests on
 * them. A dpkg that was killed half-way refuses all work until it is told to go on, which is done here.
 */
function prepare(): Script {
  return sh`export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 APT_LISTCHANGES_FRONTEND=none UCF_FORCE_CONFFOLD=1 LC_ALL=C
if [ -n "$(ls /var/lib/dpkg/updates)" ]; then dpkg --configure -a --force-confdef --force-confold || :; fi`;
}

/**
 * Unlike installing, updating has no waiting for its lock, which apt's own timer holds on a freshly booted host.
 * Lists that turned out to be current are not written anew: touching the folder notes that they were looked at.
 */
const UPDATE = sh`k3p_update() {
  k3p_left=${LOCK_WAIT_S / 5}
  until k3p_said=$(apt-get -q update 2>&1); do
    case $k3p_said in *'Could not get lock'*) k3p_left=$((k3p_left - 1)) ;; *) k3p_left=0 ;; esac
    [ "$k3p_left" -gt 0 ] || { printf '%s\n' "$k3p_said" >&2; return 1; }
    sleep 5
  done
  touch /var/lib/apt/lists
}`;

function install({ names, recommends, update }: InstallOptions): Script {
  const due =
    update === 'always'
      ? sh`k3p_update || exit`
      : sh`apt-cache show --no-all-versions -- ${names} >/dev/null 2>&1 || k3p_update || exit`;
  return sh`${prepare()}
${UPDATE}
${due}
apt-get ${INSTALL_OPTIONS} -o APT::Install-Recommends=${String(recommends)} install -- ${names}`;
}

const INSTALL_OPTIONS = [
  '-q',
  '-y',
  ...['-o', `DPkg::Lock::Timeout=${LOCK_WAIT_S}`],
  ...[
    '-o',
    'Dpkg::Use-Pty=0',
    '-o',
    'Dpkg::Options::=--force-confdef',
    '-o',
    'Dpkg::Options::=--force-confold',
  ],
];

/** The archives came over ssh, checked by their sums: they are trusted, for this one call. The host's sources stay. */
function installFrom(
  archives: readonly string[],
  { names, recommends }: Omit<InstallOptions, 'update'>,
): Script {
  return sh`${prepare()}
k3p_dir=$(mktemp -d /var/cache/apt/k3play.XXXXXX) || exit
trap 'rm -rf -- "$k3p_dir"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$k3p_dir/lists/partial" && chmod -R a+rX "$k3p_dir" || exit
k3p_count=0
for k3p_archive in ${archives}; do
  k3p_count=$((k3p_count + 1))
  mkdir "$k3p_dir/$k3p_count" && tar -xf "$k3p_archive" -C "$k3p_dir/$k3p_count" || exit
  echo "deb [trusted=yes] file:$k3p_dir/$k3p_count ./" >>"$k3p_dir/sources.list"
done
set -- -o "Dir::Etc::SourceList=$k3p_dir/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$k3p_dir/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
apt-get -q "$@" update && apt-get "$@" ${INSTALL_OPTIONS} -o APT::Install-Recommends=${String(recommends)} install -- ${names} || exit
rm -f -- ${archives}`;
}
