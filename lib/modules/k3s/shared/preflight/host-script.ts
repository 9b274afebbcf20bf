import { sh, type Script } from '../../../../connection/sh.ts';
import type { DatastoreParts } from './datastore-parts.ts';

/** Units that say something about a host that is to become a node. */
export const UNITS = [
  'k3s',
  'k3s-agent',
  'rke2-server',
  'rke2-agent',
  'kubelet',
  'k0scontroller',
  'k0sworker',
  'firewalld',
  'nm-cloud-setup.service',
  'nm-cloud-setup.timer',
];

/** Kernel modules, and what is there once they are. */
const MODULES = {
  overlay: sh`grep -qw overlay /proc/filesystems`,
  br_netfilter: sh`[ -d /proc/sys/net/bridge ]`,
  vxlan: sh`[ -d /sys/module/vxlan ]`,
};

/** What keeps a clock right. `timedatectl` knows more, and starts a service that leaves files. */
const TIME_UNITS = ['systemd-timesyncd', 'chrony', 'chronyd', 'ntp', 'ntpd', 'ntpsec', 'openntpd'];

/** One script of `name value` lines; every part may fail alone, and all judgement is the parser's. */
export function hostScript(dataFolder: string, datastore?: DatastoreParts): Script {
  return sh`{
echo "time $(date +%s)"
echo "machine $(uname -m)"
echo "container $(systemd-detect-virt --container)"
echo "virtual $(systemd-detect-virt --vm)"
if [ -r /proc/device-tree/model ]; then echo "board $(tr -d '\000' </proc/device-tree/model)"; fi
if command -v curl >&2; then echo 'curl yes'; fi
${fileSystemOf(dataFolder)} | sed -n '2s/^/disk /p'
${datastore ? askDatastore(datastore) : ':'}
sed 's/^/mount /' /proc/mounts
if [ -r /sys/fs/cgroup/cgroup.controllers ]; then
  echo "cgroup2 $(cat /sys/fs/cgroup/cgroup.controllers)"
else
  sed -n 's/^\([a-z_]*\)[[:blank:]].*[[:blank:]]1$/cgroup1 \1/p' /proc/cgroups
fi
${sh.lines(...Object.entries(MODULES).map(([name, test]) => askModule(name, test)))}
systemctl show --no-pager --property=Id,LoadState,ActiveState,UnitFileState -- ${UNITS} | sed 's/^/unit /'
if systemctl is-active --quiet -- ${TIME_UNITS}; then echo 'synchronized yes'; else echo 'synchronized no'; fi
iptables --version | sed 's/^/iptables /'
iptables -S INPUT | sed -n 's/^-P INPUT DROP/drops &/p; s/^-A INPUT -j \(DROP\|REJECT\)/drops &/p'
nft list chains | sed -n 's/^.*hook input .*policy drop.*$/drops nftables: &/p'
sed -n 's/^ENABLED=yes/ufw yes/p' /etc/ufw/ufw.conf
if [ "$(cat /sys/fs/selinux/enforce)" = 1 ]; then echo 'selinux yes'; fi
if rpm -q k3s-selinux >&2; then echo 'selinux-policy yes'; fi
ip -o addr show scope global | sed 's/^/addr /'
if [ -d /sys/class/net/flannel.1 ]; then echo 'flannel yes'; fi
sed -n 's/^ *[0-9]*: [0-9A-F]*:\([0-9A-F]*\) [0-9A-F:]* 0A .*/tcp \1/p' /proc/net/tcp /proc/net/tcp6
sed -n 's/^ *[0-9]*: [0-9A-F]*:\([0-9A-F]*\) [0-9A-F:]* 07 .*/udp \1/p' /proc/net/udp /proc/net/udp6
ss -lntup | sed 's/^/socket /'
echo end preflight
} 2>/dev/null`;
}

/** What `df` says of a folder, or of the one that it will be made in. */
function fileSystemOf(folder: string): Script {
  return sh`k3play_folder=${folder}
while [ ! -d "$k3play_folder" ]; do k3play_folder=$(dirname "$k3play_folder"); done
df -Pk "$k3play_folder"`;
}

/** apt would keep what it reads of its lists. */
const IN_MEMORY = ['-o', 'Dir::Cache::pkgcache=', '-o', 'Dir::Cache::srcpkgcache='];

/** Whether its disk turns: a partition says so by the disk that it is of. And which release it is, or would be. */
function askDatastore({ folder, packageName }: DatastoreParts): Script {
  return sh`k3play_device=$(${fileSystemOf(folder)} | sed -n '2s/ .*//p')
k3play_block=/sys/class/block/$(basename "$(readlink -f "$k3play_device")")
for queue in "$k3play_block/queue" "$k3play_block/../queue"; do
  if [ -r "$queue/rotational" ]; then echo "rotational $(cat "$queue/rotational")"; break; fi
done
LC_ALL=C apt-cache ${IN_MEMORY} policy ${packageName} | sed -n 's/^  Installed: /package /p; s/^  Candidate: /package /p'`;
}

/** `there`, `loadable`, `missing`, or `unknowable` in a container, which has the kernel of its host. */
function askModule(name: string, test: Script): Script {
  return sh`if ${test}; then echo ${`module ${name} there`}
elif modinfo ${name} >&2; then echo ${`module ${name} loadable`}
elif systemd-detect-virt --container >&2; then echo ${`module ${name} unknowable`}
else echo ${`module ${name} missing`}
fi`;
}
