/** What the preflight can find, by the names that people skip it with. In the order of the documentation. */
export const CODES = [
  'systemd',
  'curl',
  'os',
  'kernel',
  'architecture',
  'cpus',
  'memory',
  'disk',
  'data-mount',
  'datastore-disk',
  'datastore-version',
  'swap',
  'cgroups',
  'cgroup-v1',
  'kernel-modules',
  'iptables',
  'nm-cloud-setup',
  'selinux',
  'other-unit',
  'route',
  'node-ip',
  'address',
  'ports',
  'firewall',
  'time-sync',
  'clock',
  'host-name',
  'machine-id',
  'same-address',
] as const;
export type Code = (typeof CODES)[number];

export type Severity = 'error' | 'warning';

/** Something that stands in K3s's way (an error) or may come to (a warning), seen on one host. */
export interface Finding {
  readonly code: Code;
  readonly severity: Severity;
  /** What was seen. */
  readonly evidence: string;
  /** What to do about it. */
  readonly cure: string;
}

/** `error ports: 6443/tcp is taken`, and what to do beneath it. */
export function describeFinding({ code, severity, evidence, cure }: Finding): string {
  return `${severity} ${code}: ${evidence}\n  ${cure}`;
}

export function errorOf(code: Code, evidence: string, cure: string): Finding {
  return { code, severity: 'error', evidence, cure };
}

export function warningOf(code: Code, evidence: string, cure: string): Finding {
  return { code, severity: 'warning', evidence, cure };
}
