import { sh } from '../../connection/sh.ts';
import { FIND_UID } from './effective-user.ts';
import { Lines } from './lines.ts';

/** Files of which the script prints some lines, and what those lines are called here. */
const FILES: Readonly<Record<string, string>> = {
  '/etc/os-release': 'os',
  '/usr/lib/os-release': 'vendor-os',
  '/proc/meminfo': 'meminfo',
  '/proc/net/route': 'route4',
  '/proc/net/ipv6_route': 'route6',
  '/proc/mounts': 'mount',
};
/** Types of file systems that several hosts may share. */
const SHARED =
  '(nfs4?|cifs|smb3|ceph|lustre|beegfs|gfs2|ocfs2|9p|fuse[.](glusterfs|ceph|sshfs|s3fs|juicefs))';
const WANTED =
  '^[A-Z_]+=|^(Mem|Swap)Total:|^[^[:blank:]]+[[:blank:]]0{8}[[:blank:]]|^0{32} 00 ' +
  `|^[^ ]+ [^ ]+ ${SHARED} `;

/**
 * One script, so that facts cost one round trip, and of few processes. It leaves all judgement to the parser.
 * Every part may fail alone: a host without `ip` or os-release still has facts.
 */
export const FACTS_SCRIPT = sh`{
  ${FIND_UID}
  k3play_user=$(id -un) || k3play_user=$k3play_uid
  k3play_machine= k3play_online= k3play_cpus= k3play_init= k3play_managers=
  read -r k3play_machine </etc/machine-id
  read -r k3play_online </sys/devices/system/cpu/online ||
    k3play_cpus=$(getconf _NPROCESSORS_ONLN || nproc || grep -c ^processor /proc/cpuinfo)
  if [ -d /run/openrc ] || command -v openrc >&2; then k3play_init=openrc; fi
  if [ -d /run/systemd/system ]; then k3play_init=systemd; fi
  for k3play_manager in apt-get dnf yum zypper apk pacman; do
    if command -v "$k3play_manager" >&2; then k3play_managers="$k3play_managers $k3play_manager"; fi
  done
  echo "uname $(uname -n -r -m)
online $k3play_online
cpus $k3play_cpus
machine-id $k3play_machine
user $k3play_user
uid $k3play_uid
time $(date +%s)
init $k3play_init
managers$k3play_managers"
  grep -E ${WANTED} ${Object.keys(FILES)}
  echo network
  ip -o -batch - <<ip || { ip -4 route show default; ip -o addr show || ifconfig -a; }
addr show
route show default
ip
  echo end facts
} 2>/dev/null`;

/**
 * What the script printed, each line under its name: its own, that of its file, and of the network's `default4`
 * (of `ip route show default`) and `addr` (of `ip -o addr` or, where there is no ip, of `ifconfig -a`).
 */
export function nameFacts(text: string): Lines {
  const all = text.split('\n');
  const network = all.indexOf('network');
  const named = all.map((line, at) => {
    if (network >= 0 && at > network && line !== 'end facts') return nameOfNetwork(line);
    const [, file = '', rest = ''] = /^(\/[^:]+):(.*)$/.exec(line) ?? [];
    return file in FILES ? `${FILES[file]} ${rest}` : line;
  });
  return new Lines(named.join('\n'));
}

function nameOfNetwork(line: string): string {
  return line.startsWith('default ') ? `default4 ${line}` : `addr ${line}`;
}
