import { serviceOf } from '../unit-file.ts';
import { errorOf, warningOf, type Finding } from './finding.ts';
import { isNode, isServer, type Subject } from './subject.ts';

export function checkManagement(subject: Subject): Finding[] {
  const { facts, host } = subject;
  const findings: Finding[] = [];
  if (facts.init !== 'systemd') {
    findings.push(
      errorOf(
        'systemd',
        `it is run by ${facts.init === 'unknown' ? 'something else' : facts.init}, not by systemd`,
        'k3play manages services with systemd only.',
      ),
    );
  }
  if (!host.hasCurl) {
    findings.push(
      errorOf('curl', 'it has no curl, which tells whether the servers answer', 'Install the package curl.'),
    );
  }
  return findings;
}

const OTHERS = ['rke2-server', 'rke2-agent', 'kubelet', 'k0scontroller', 'k0sworker'];

export function checkUnits(subject: Subject): Finding[] {
  if (!isNode(subject)) return [];
  const { units, selinux } = subject.host;
  const findings: Finding[] = [];
  const [role, other] = isServer(subject)
    ? ['a server', serviceOf('agent')]
    : ['an agent', serviceOf('server')];
  if (units[other]?.exists) {
    findings.push(
      errorOf(
        'other-unit',
        `it has a unit ${other}.service, and the inventory makes it ${role}: both would fight for the node`,
        `Uninstall what it was (${other}-uninstall.sh), or correct its group.`,
      ),
    );
  }
  const rivals = OTHERS.filter((name) => units[name]?.active);
  if (rivals.length > 0) {
    findings.push(
      errorOf(
        'other-unit',
        `another Kubernetes runs on it: ${rivals.join(', ')}`,
        'Take it out, or choose another host.',
      ),
    );
  }
  const isOn = (name: string): boolean => units[name]?.active === true || units[name]?.enabled === true;
  if (isOn('nm-cloud-setup') || isOn('nm-cloud-setup.timer')) {
    findings.push(
      warningOf(
        'nm-cloud-setup',
        'nm-cloud-setup is on, whose routes may swallow those of pods',
        'systemctl disable --now nm-cloud-setup.service nm-cloud-setup.timer, and reboot.',
      ),
    );
  }
  if (selinux.enforcing && !selinux.policy) {
    findings.push(
      warningOf(
        'selinux',
        'SELinux is enforcing, and the package k3s-selinux is not there',
        'Install container-selinux and k3s-selinux before K3s starts.',
      ),
    );
  }
  return findings;
}

export function checkTimeService(subject: Subject): Finding[] {
  const { container, synchronized } = subject.host;
  if (container || synchronized !== 'no') return [];
  return [
    warningOf(
      'time-sync',
      'nothing keeps its clock right, and certificates are refused where clocks differ',
      'Set up time synchronisation: systemd-timesyncd or chrony.',
    ),
  ];
}
