import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { findTool, runCommand } from './command.ts';
import { KEEPER } from './keeper.ts';
import type { HostPaths, LabNames } from './model.ts';

export interface BootOptions {
  readonly names: LabNames;
  readonly base: string;
  readonly paths: HostPaths;
}

/** The name systemd-nspawn gives this machine's end of a host's network. */
export function interfaceOf(machine: string): string {
  return `vb-${machine}`;
}

/** Starts a host and returns at once; it outlives this process. Its console goes to its log. */
export async function bootHost(machine: string, hostname: string, options: BootOptions): Promise<void> {
  const { names, base, paths } = options;
  const supervised = existsSync('/run/systemd/system');
  const number = machine.slice(machine.indexOf('-') + 1);
  const command = [
    findTool('unshare') ?? 'unshare',
    ...['--mount', '--propagation', 'private', '--', '/bin/sh', paths.keeper],
    supervised ? 'systemd' : 'nobody',
    `${names.cgroup}/${number}`,
    ...[base, paths.upper, paths.work, paths.root, interfaceOf(machine)],
    findTool('systemd-nspawn') ?? 'systemd-nspawn',
    ...buildNspawnArgs(machine, hostname, { bridge: names.bridge, paths }),
  ];
  await writeFile(paths.keeper, KEEPER, { mode: 0o600 });
  const log = await open(paths.consoleLog, 'w', 0o600);
  try {
    if (supervised) {
      await bootAsUnit(machine, hostname, { command, log: paths.consoleLog });
      return;
    }
    const [file = '', ...args] = command;
    const child = spawn(file, args, { detached: true, stdio: ['ignore', log.fd, log.fd], cwd: '/' });
    await once(child, 'spawn');
    child.unref();
  } finally {
    await log.close();
  }
}

interface NspawnOptions {
  readonly bridge: string;
  readonly paths: HostPaths;
}

/** What a host may do: enough for a real K3s server or agent, whose needs are named one by one. */
export function buildNspawnArgs(
  machine: string,
  hostname: string,
  { bridge, paths }: NspawnOptions,
): string[] {
  return [
    '--quiet',
    '--boot',
    // The machine need not run systemd itself, and where it does, the host is a unit of ours.
    '--register=no',
    '--keep-unit',
    '--settings=no',
    '--link-journal=no',
    '--resolv-conf=off',
    `--machine=${machine}`,
    `--hostname=${hostname}`,
    `--directory=${paths.root}`,
    `--network-bridge=${bridge}`,
    '--capability=all',
    '--rlimit=NOFILE=1024:524288',
    // Mounting, session keys and BPF: containerd and runc. Modules: the K3s unit calls modprobe.
    '--system-call-filter=@mount @keyring @module add_key keyctl bpf perf_event_open',
    // An overlay cannot stand on an overlay: containerd's snapshots need the real disk.
    `--bind=${paths.rancher}:/var/lib/rancher`,
    ...['/dev/kmsg', '/dev/fuse'].filter((path) => existsSync(path)).map((path) => `--bind=${path}`),
    ...(existsSync('/lib/modules') ? ['--bind-ro=/lib/modules'] : []),
  ];
}

/** On a machine that runs systemd a host gets a unit with delegated cgroups, and outlives the login session. */
async function bootAsUnit(
  machine: string,
  hostname: string,
  { command, log }: { readonly command: readonly string[]; readonly log: string },
): Promise<void> {
  const properties = ['Delegate=yes', 'KillMode=mixed', 'TasksMax=infinity', 'LimitNOFILE=1048576'];
  await runCommand('systemd-run', [
    '--quiet',
    '--collect',
    `--unit=k3play-lab-${machine}`,
    `--description=Lab host ${hostname} of k3play`,
    ...[...properties, `StandardOutput=append:${log}`, `StandardError=append:${log}`].map(
      (text) => `--property=${text}`,
    ),
    '--',
    ...command,
  ]);
}
