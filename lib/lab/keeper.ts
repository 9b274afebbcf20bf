/**
 * The shell that keeps one host. It puts it in cgroups of its own (two systemd in one group would end
 * each other's services), mounts its root where nobody else sees it, so that no mount can be left
 * behind, and starts it again when it reboots itself, which systemd-nspawn tells by exit code 133.
 *
 * Arguments: what keeps it (`systemd`, or `nobody`), cgroup (`LAB/NUMBER`), base root, upper, work and
 * merged directory, network interface, and the command line of systemd-nspawn.
 */
export const KEEPER = `#!/bin/sh
supervisor=$1 group=$2 lower=$3 upper=$4 work=$5 root=$6 interface=$7
shift 7
top=/sys/fs/cgroup

# With cgroup v1 a new cpuset has neither cores nor memory until it is told.
enter_v1() {
  mkdir -p "$1/$group" || return
  for part in "$1/\${group%/*}" "$1/$group"; do
    [ -e "$part/cpuset.cpus" ] || continue
    cat "$1/cpuset.cpus" >"$part/cpuset.cpus"
    cat "$1/cpuset.mems" >"$part/cpuset.mems"
  done
  echo $$ >"$1/$group/cgroup.procs"
}

# With cgroup v2 each level hands its controllers down, as far as the machine allows.
enter_v2() {
  mkdir -p "$top/$group" || return
  for controller in $(cat "$top/cgroup.controllers"); do
    echo "+$controller" >"$top/cgroup.subtree_control"
    echo "+$controller" >"$top/\${group%/*}/cgroup.subtree_control"
  done 2>/dev/null
  echo $$ >"$top/$group/cgroup.procs"
}

# systemd has made a group for its unit already: with v2 for everything, with v1 to keep track of it.
if [ -e "$top/cgroup.controllers" ]; then
  [ "$supervisor" = systemd ] || enter_v2
else
  for hierarchy in "$top"/*; do
    case $supervisor:\${hierarchy##*/} in systemd:systemd | systemd:unified) continue ;; esac
    [ -L "$hierarchy" ] || [ ! -e "$hierarchy/cgroup.procs" ] || enter_v1 "$hierarchy"
  done
fi

mount -t overlay k3play-lab -o "lowerdir=$lower,upperdir=$upper,workdir=$work" "$root" || exit 1

while :; do
  (
    tries=0
    until ip link set dev "$interface" up 2>/dev/null || [ "$tries" -ge 100 ]; do
      tries=$((tries + 1))
      sleep 0.05
    done
  ) &
  SYSTEMD_NSPAWN_API_VFS_WRITABLE=1 SYSTEMD_NSPAWN_TMPFS_TMP=0 "$@"
  code=$?
  [ "$code" -eq 133 ] || exit "$code"
done
`;
