import type { Cause } from './cause.ts';

/** What a K3s ends at that its host or the network lacks. Most telling first. */
export const HOST_CAUSES: readonly Cause[] = [
  {
    kind: 'no-binary',
    pattern: /status=203\/EXEC/,
    message: 'the k3s binary of the unit cannot be run',
    hint: 'is it there, executable, and for the architecture of this host? k3s-binary installs it',
    lasting: true,
  },
  {
    kind: 'no-default-route',
    pattern: /no default routes found|unable to select an IP from default routes/,
    message: 'this host has no default route, and K3s cannot tell its address',
    hint: 'add one (without a gateway: a dummy interface with a default route of high metric), or set node-ip',
    lasting: true,
  },
  {
    kind: 'cgroups',
    pattern: /failed to find (\w+) cgroup|Cgroup subsystem not mounted: \[([^\]]+)\]/i,
    message: 'the kernel offers no cgroup controller "$1"',
    hint: 'on a Raspberry Pi add cgroup_memory=1 cgroup_enable=memory to /boot/firmware/cmdline.txt and reboot; elsewhere see /sys/fs/cgroup/cgroup.controllers',
    lasting: true,
  },
  {
    kind: 'kernel-defaults',
    pattern: /invalid kernel flag: ([^,\]]+), expected value: (?:\S+), actual value/,
    message: 'the kernel setting $1 is not what protect-kernel-defaults asks for',
    hint: 'set it in /etc/sysctl.d (vm.overcommit_memory=1, kernel.panic=10, kernel.panic_on_oops=1), or leave protect-kernel-defaults out',
    lasting: true,
  },
  {
    kind: 'snapshotter',
    pattern: /"overlayfs" snapshotter cannot be enabled for "([^"]+)/,
    message: 'the file system of $1 cannot carry overlays',
    hint: 'set snapshotter: native in the config, or keep the data-dir on ext4 or xfs',
    lasting: true,
  },
  {
    kind: 'disk-full',
    pattern: /no space left on device/,
    message: 'a disk of this host is full',
    hint: 'df -h; make room below /var/lib/rancher and /var/log',
    lasting: false,
  },
  {
    kind: 'address-in-use',
    pattern: /listen tcp (\S+): bind: address already in use/,
    message: 'another program holds $1',
    hint: 'stop it (ss -ltnp names it), or give K3s another port',
    lasting: true,
  },
  {
    kind: 'unreachable',
    pattern:
      /(?:dial tcp(?:: lookup)?|failed to connect to) (\S+?):? [^\n]*(?:connection refused|i\/o timeout|no route to host|no such host)/,
    message: '$1 does not answer',
    hint: 'it is what datastore-endpoint or, on an agent, server leads to: try it from this host; is a firewall between?',
    lasting: false,
  },
];
