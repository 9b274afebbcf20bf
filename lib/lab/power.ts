import { applyCuts } from './cuts.ts';
import { killHost, runHost } from './host-run.ts';
import { findHost } from './find-host.ts';
import { loadLab, withLabLock } from './lab.ts';
import type { LabOptions } from './model.ts';
import { makeNetwork } from './network.ts';
import { findHostProcesses } from './processes.ts';
import { checkPrivileges } from './requirements.ts';

/** Pulls the plug of a host: everything in it ends at once, nothing is shut down. What it wrote stays. */
export async function labStop(name: string, options: LabOptions): Promise<void> {
  checkPrivileges();
  const { state } = await loadLab(options);
  findHost(state, name);
  await withLabLock(options, async () => {
    const { lab, state: current } = await loadLab(options);
    await killHost(lab, findHost(current, name));
  });
}

/** Boots a stopped host again with all its files, and returns once sshd answers; a running one is left alone. */
export async function labStart(name: string, options: LabOptions): Promise<void> {
  checkPrivileges();
  const known = await loadLab(options);
  findHost(known.state, name);
  await withLabLock(options, async () => {
    const { lab, state } = await loadLab(options);
    const host = findHost(state, name);
    if (await findHostProcesses(lab.names.id, lab.machineOf(host))) return;
    // Both are gone where the machine itself has booted since.
    await makeNetwork(lab.subnet, lab.names);
    await applyCuts(state.cuts, lab.names, {
      machineOf: (other) => lab.machineOf(findHost(state, other)),
      subnet: lab.subnet,
    });
    try {
      await runHost(lab, host, { base: state.base });
    } catch (error) {
      await killHost({ ...lab, signal: undefined }, host);
      options.signal?.throwIfAborted();
      throw error;
    }
  });
}
