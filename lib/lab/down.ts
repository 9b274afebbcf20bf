import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { purgeBases } from './base.ts';
import { removeCgroup } from './cgroup.ts';
import { removeCuts } from './cuts.ts';
import { killMachine } from './host-run.ts';
import { withLabLock } from './lab.ts';
import type { LabNames, LabOptions } from './model.ts';
import { DEFAULT_BASE_DIR, buildNames, buildPaths } from './model.ts';
import { removeNetwork } from './network.ts';
import { listHostProcesses } from './processes.ts';
import { checkPrivileges } from './requirements.ts';
import { removeState } from './state.ts';
import { removeTree } from './tree.ts';

export interface LabDownOptions extends LabOptions {
  /** Removes the key, the state directory and the cached base roots too. */
  readonly purge?: boolean | undefined;
  readonly baseDir?: string | undefined;
}

/**
 * Ends all hosts of a lab and removes their files, interfaces and rules; the base root and the key stay.
 * It asks the machine, not the lab's memory, what there is, so it also clears what a crash left behind,
 * and does nothing where there is nothing.
 */
export async function labDown(options: LabDownOptions): Promise<void> {
  const { stateDir } = options;
  checkPrivileges();
  const work = async (): Promise<void> => {
    await dismantleLab({ stateDir, names: buildNames(stateDir) });
    if (options.purge) await removeTree(stateDir);
  };
  await (existsSync(stateDir) ? withLabLock(options, work) : work());
  if (options.purge) await purgeBases(options.baseDir ?? DEFAULT_BASE_DIR);
}

/** Takes a lab apart, whatever state it is in. */
export async function dismantleLab(lab: {
  readonly stateDir: string;
  readonly names: LabNames;
}): Promise<void> {
  const { stateDir, names } = lab;
  const paths = buildPaths(stateDir);
  const machines = [...(await listHostProcesses(names.id)).keys()];
  await Promise.all(machines.map((machine) => killMachine(names.id, machine)));
  for (const machine of machines) await rm(propagationOf(machine), { recursive: true, force: true });
  await removeCgroup(names.cgroup);
  await removeCuts(names);
  await removeNetwork(names);
  await removeTree(paths.hosts);
  await rm(paths.knownHosts, { force: true });
  await removeState(stateDir);
}

/** systemd-nspawn leaves this directory of its own behind when it is killed itself. */
function propagationOf(machine: string): string {
  return join('/run/systemd/nspawn/propagate', machine);
}
