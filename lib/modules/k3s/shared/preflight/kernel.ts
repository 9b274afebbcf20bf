import { errorOf, warningOf, type Finding } from './finding.ts';
import { isNode, type Subject } from './subject.ts';

const MACHINES = ['x86_64', 'aarch64', 'armv7l', 'armv8l', 's390x'];

export function checkSystem(subject: Subject): Finding[] {
  if (!isNode(subject)) return [];
  const { facts, host } = subject;
  const findings: Finding[] = [];
  if (facts.os.family === 'unknown') {
    findings.push(
      warningOf(
        'os',
        `${facts.os.name || 'a system without /etc/os-release'} is none of those that K3s is tried on`,
        'Debian, Ubuntu, RHEL and its kin, SUSE are.',
      ),
    );
  }
  const [, major = '0', minor = '0'] = /^(\d+)\.(\d+)/.exec(facts.os.kernel) ?? [];
  if (Number(major) < 4 || (Number(major) === 4 && Number(minor) < 19)) {
    findings.push(
      warningOf(
        'kernel',
        `Linux ${facts.os.kernel}; recent releases of Kubernetes ask for 4.19`,
        'Upgrade the system, or choose an older release of K3s.',
      ),
    );
  }
  if (!MACHINES.includes(host.machine)) {
    findings.push(
      errorOf(
        'architecture',
        `${host.machine}; there is no K3s for it`,
        `K3s is made for ${MACHINES.join(', ')}.`,
      ),
    );
  }
  return findings;
}

const NEEDED = ['cpu', 'cpuset', 'memory', 'pids'];

export function checkCgroups(subject: Subject): Finding[] {
  if (!isNode(subject)) return [];
  const { version, controllers } = subject.host.cgroups;
  const missing = NEEDED.filter((name) => !controllers.includes(name));
  const findings: Finding[] = [];
  if (missing.length > 0) {
    findings.push(
      errorOf('cgroups', `cgroup v${version} without ${missing.join(', ')}`, cureFor(subject, missing)),
    );
  }
  if (version === 1) {
    findings.push(
      warningOf(
        'cgroup-v1',
        'cgroup v1; Kubernetes gives it up',
        'Boot with systemd.unified_cgroup_hierarchy=1 before the next upgrades.',
      ),
    );
  }
  return findings;
}

function cureFor({ host }: Subject, missing: readonly string[]): string {
  if (/raspberry/i.test(host.board)) {
    return 'Add cgroup_memory=1 cgroup_enable=memory to the line in /boot/firmware/cmdline.txt (older: /boot/cmdline.txt), and reboot.';
  }
  if (host.container) return 'It is a container: let its host delegate them.';
  const words = missing.map((name) => `cgroup_enable=${name}`).join(' ');
  return `Add ${words} to the kernel's command line, and reboot.`;
}

export function checkKernelModules(subject: Subject): Finding[] {
  if (!isNode(subject)) return [];
  const { facts, host, setting } = subject;
  const isMissing = (name: string): boolean => host.modules[name] === 'missing';
  const cure = (name: string): string =>
    facts.os.family === 'redhat'
      ? `Install kernel-modules-extra, reboot where the kernel was updated, and try modprobe ${name}.`
      : `Install the kernel's modules and try modprobe ${name}.`;
  const findings: Finding[] = [];
  if (isMissing('overlay') && ['overlayfs', undefined].includes(setting('snapshotter'))) {
    findings.push(
      errorOf(
        'kernel-modules',
        'the kernel has no module overlay, on which containers stand',
        `${cure('overlay')} Or give snapshotter: native.`,
      ),
    );
  }
  if (isMissing('vxlan') && ['vxlan', undefined].includes(setting('flannel-backend'))) {
    findings.push(
      errorOf(
        'kernel-modules',
        'the kernel has no module vxlan, which carries the pod network',
        `${cure('vxlan')} Or give another flannel-backend.`,
      ),
    );
  }
  if (isMissing('br_netfilter')) {
    findings.push(
      warningOf(
        'kernel-modules',
        'the kernel has no module br_netfilter, without which services do not answer pods of their own node',
        cure('br_netfilter'),
      ),
    );
  }
  return findings;
}

export function checkIptables(subject: Subject): Finding[] {
  const { host, setting } = subject;
  if (!isNode(subject) || !/^1\.8\.[0-4]$/.test(host.iptables)) return [];
  if (setting('prefer-bundled-bin') === 'true') return [];
  return [
    warningOf(
      'iptables',
      `iptables ${host.iptables}, which makes rules double without end`,
      "Give prefer-bundled-bin: true in the node's config, or bring iptables to 1.8.5.",
    ),
  ];
}
