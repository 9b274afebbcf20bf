import { hashBytes } from '../core/hash.ts';

/** The Debian release lab hosts run, whatever the machine itself runs. */
export const SUITE = 'bookworm';

/** Everything in the base root beyond Debian's minimal set, and why. */
const PACKAGES: Readonly<Record<string, string>> = {
  systemd: 'services, as on a real host',
  'systemd-sysv': 'boots it: /sbin/init, reboot, poweroff',
  dbus: 'systemctl and hostnamectl talk over it',
  'openssh-server': 'the only way k3play reaches a host',
  sudo: 'runs with become',
  iproute2: 'sets the address up at boot; K3s and people need it too',
  iptables: 'kube-proxy and network policies',
  kmod: 'the K3s unit calls modprobe',
  procps: 'sysctl, ps, pgrep',
  'ca-certificates': 'downloads over https',
  curl: 'downloads, health checks',
  nodejs: 'the K3s double is a Node script',
};

/** Time taken by these at boot, or in the middle of a test, is of no use to a lab host. */
const MASKED_UNITS = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'console-getty.service',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'e2scrub_reap.service',
  'fstrim.timer',
  'getty@tty1.service',
  'systemd-pstore.service',
];

/** A login user for runs with become: the lab's key opens it, sudo asks for no password. */
export const LOGIN_USER = { name: 'lab', id: 1000 } as const;

/** Written by us per host and read at boot by the script below. */
export const NETWORK_FILE = 'etc/k3play-lab/network';

/**
 * Runs inside the host, early at every boot. A real K3s needs writable cgroup controllers and shared
 * mounts, which systemd-nspawn withholds, and services should find the address in place.
 */
const PREPARE = `#!/bin/sh
mount --make-rshared /
while read -r _ _ _ _ point _; do
  case $point in /sys/fs/cgroup | /sys/fs/cgroup/*) mount -o remount,bind,rw "$point" ;; esac
done </proc/self/mountinfo
. /${NETWORK_FILE}
ip link set dev host0 mtu "$MTU" up
ip address replace "$ADDRESS" dev host0
ip route replace default via "$GATEWAY"
`;

const PREPARE_UNIT = `[Unit]
Description=Prepare this lab host
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target network.target sysinit.target systemd-sysctl.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh /usr/lib/k3play-lab/prepare

[Install]
WantedBy=sysinit.target
`;

/** Logs survive a pulled plug, stay small, and leave out the machine's own kernel log. */
const JOURNAL = '[Journal]\nStorage=persistent\nSystemMaxUse=32M\nReadKMsg=no\nForwardToSyslog=no\n';

/** Many connections at once are normal here; the only host key is the one in the lab's known_hosts. */
const SSHD =
  'HostKey /etc/ssh/ssh_host_ed25519_key\nMaxStartups 200\nMaxSessions 50\nUseDNS no\nPrintMotd no\n';

/** sshd answers only once everybody may log in, so that a host that answers is a host that is up. */
const SSHD_ORDER = '[Unit]\nAfter=systemd-user-sessions.service\n';

const APT = 'APT::Install-Recommends "false";\nAcquire::Languages "none";\n';

/** Installing packages is quick: no syncing, and no pages nobody reads here. */
const DPKG = 'force-unsafe-io\npath-exclude=/usr/share/man/*\npath-exclude=/usr/share/locale/*\n';

export interface RecipeFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

const FILES: readonly RecipeFile[] = [
  { path: 'usr/lib/k3play-lab/prepare', text: PREPARE, mode: 0o755 },
  { path: 'etc/systemd/system/k3play-lab-prepare.service', text: PREPARE_UNIT, mode: 0o644 },
  { path: 'etc/systemd/journald.conf.d/k3play-lab.conf', text: JOURNAL, mode: 0o644 },
  { path: 'etc/systemd/system/ssh.service.d/k3play-lab.conf', text: SSHD_ORDER, mode: 0o644 },
  { path: 'etc/ssh/sshd_config.d/k3play-lab.conf', text: SSHD, mode: 0o644 },
  { path: 'etc/apt/apt.conf.d/90k3play-lab', text: APT, mode: 0o644 },
  { path: 'etc/dpkg/dpkg.cfg.d/k3play-lab', text: DPKG, mode: 0o644 },
  { path: 'etc/sudoers.d/k3play-lab', text: `${LOGIN_USER.name} ALL=(ALL) NOPASSWD: ALL\n`, mode: 0o440 },
  { path: 'etc/default/locale', text: 'LANG=C.UTF-8\n', mode: 0o644 },
];

/**
 * Run in the new root. Host keys and machine-id are each host's own. Vendor sysctl files go because
 * /proc/sys is writable in a host: they would set kernel-wide values of the machine at every boot.
 */
const FINISH = `set -e
rm -f /etc/ssh/ssh_host_* /etc/machine-id /usr/lib/sysctl.d/*.conf /etc/apt/apt.conf.d/99mmdebstrap
useradd --uid ${LOGIN_USER.id} --create-home --shell /bin/sh ${LOGIN_USER.name}
usermod --password '*' ${LOGIN_USER.name}
systemctl mask ${MASKED_UNITS.join(' ')}
systemctl enable k3play-lab-prepare.service
update-ca-certificates
`;

export interface Recipe {
  readonly packages: readonly string[];
  readonly files: readonly RecipeFile[];
  /** Shell text run in the new root once everything is in place. */
  readonly finish: string;
  /** Changes with all of the above: a base root of another recipe is never used. */
  readonly hash: string;
}

/** The whole recipe of a base root, with files taken over from the machine and its apt sources. */
export function buildRecipe(sources: string, machineFiles: readonly RecipeFile[]): Recipe {
  const packages = Object.keys(PACKAGES);
  const files = [...FILES, ...machineFiles];
  const content = JSON.stringify([SUITE, packages, files, FINISH, sources]);
  const hash = hashBytes(content).slice(0, 12);
  return { packages, files, finish: FINISH, hash };
}
