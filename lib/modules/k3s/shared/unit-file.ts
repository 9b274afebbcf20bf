import type { Role } from './flags.ts';

/** The service of a role, named as K3s's own installer names it, so that its uninstall script finds it. */
export function serviceOf(role: Role): string {
  return role === 'server' ? 'k3s' : 'k3s-agent';
}

export function unitOf(role: Role): string {
  return `${serviceOf(role)}.service`;
}

export function unitPath(role: Role): string {
  return `/etc/systemd/system/${unitOf(role)}`;
}

/**
 * The unit runs the role and nothing else: every setting is in config.yaml. `KillMode=process` leaves pods
 * running over a restart, and a start may take as long as it takes: the time limit is that of the task.
 */
export function renderUnit(role: Role, binary: string): string {
  return `[Unit]
Description=Lightweight Kubernetes
Documentation=https://k3s.io
Wants=network-online.target
After=network-online.target

[Install]
WantedBy=multi-user.target

[Service]
Type=notify
EnvironmentFile=-/etc/default/%N
EnvironmentFile=-/etc/sysconfig/%N
EnvironmentFile=-${unitPath(role)}.env
KillMode=process
Delegate=yes
User=root
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStartPre=-/sbin/modprobe overlay
ExecStart=${binary} ${role}
`;
}

/** Whether a unit runs the role and nothing else, over as many lines as K3s's own installer writes it. */
export function runsRole(
  text: string,
  { exec, role }: { readonly exec: string; readonly role: Role },
): boolean {
  const [, command = ''] = /^ExecStart=(.*)$/m.exec(text.replace(/\\\n/g, ' ')) ?? [];
  const words = command
    .split(/\s+/)
    .map((word) => word.replace(/^'(.*)'$/, '$1'))
    .filter(Boolean);
  return words.length === 2 && words[0] === exec && words[1] === role;
}
