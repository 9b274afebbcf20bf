import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findTool } from './command.ts';
import { findHost } from './find-host.ts';
import { loadLab } from './lab.ts';
import type { LabOptions } from './model.ts';
import { findHostProcesses } from './processes.ts';
import { refuse } from './refusal.ts';
import { checkPrivileges } from './requirements.ts';

export interface LabShellOptions extends LabOptions {
  /** The program and its arguments; without it, a login shell. */
  readonly command?: readonly string[] | undefined;
  /** The terminal's kind, for the shell. */
  readonly terminal?: string | undefined;
}

/**
 * Runs a root shell, or a command, inside a host, on this process's own input and output. It goes in
 * through the machine and not by SSH, so it works on a host that is cut off. Returns the exit code.
 */
export async function labShell(name: string, options: LabShellOptions): Promise<number> {
  checkPrivileges();
  const { lab, state } = await loadLab(options);
  const host = findHost(state, name);
  const leader = (await findHostProcesses(lab.names.id, lab.machineOf(host)))?.leader;
  if (leader === undefined) {
    refuse('lab/host-stopped', `lab host "${name}" does not run`, `start it: k3play lab start ${name}`);
  }
  const environment = [
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'HOME=/root',
    'LANG=C.UTF-8',
    `TERM=${options.terminal ?? 'dumb'}`,
  ];
  const command = options.command?.length ? options.command : ['/bin/bash', '--login'];
  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup', '--root'];
  const child = spawn(
    findTool('nsenter') ?? 'nsenter',
    [
      `--target=${leader}`,
      ...namespaces,
      '--',
      '/usr/bin/env',
      '-i',
      ...environment,
      '/bin/sh',
      '-c',
      'cd && exec "$@"',
      'sh',
      ...command,
    ],
    { stdio: 'inherit' },
  );
  await once(child, 'close');
  return child.exitCode ?? 1;
}
