import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { K3Error, messageOf } from '../core/errors.ts';
import { prepareBase } from './base.ts';
import { applyCuts } from './cuts.ts';
import { dismantleLab } from './down.ts';
import { findHost } from './find-host.ts';
import { seedHosts, shareNames } from './furnish.ts';
import { killHost, runHost } from './host-run.ts';
import { raiseKernelLimit } from './kernel-limit.ts';
import { checkAgainst, checkHosts, readSubnet } from './hosts.ts';
import type { Lab } from './lab.ts';
import { openLab, withLabLock } from './lab.ts';
import type { MachineSetup } from './machine.ts';
import { readMachineSetup } from './machine.ts';
import type { LabHost, LabHostStatus, LabOptions } from './model.ts';
import { DEFAULT_BASE_DIR, DEFAULT_SUBNET, buildHostPaths } from './model.ts';
import type { Proxies } from './proxies.ts';
import { checkSubnetFree, makeNetwork } from './network.ts';
import { listHostProcesses } from './processes.ts';
import { refuse } from './refusal.ts';
import { checkPrivileges, checkStateDir, provideTools } from './requirements.ts';
import type { LabState } from './state.ts';
import { readState, writeState } from './state.ts';
import { isSeeded } from './seed.ts';
import { describeHosts } from './status.ts';
import { removeTree } from './tree.ts';

export interface LabUpOptions extends LabOptions {
  readonly hosts: readonly LabHost[];
  /** Default 198.18.0.0/24; the machine itself has its first address. */
  readonly subnet?: string | undefined;
  /** Where base roots are cached; labs may share it. */
  readonly baseDir?: string | undefined;
  /** Builds the base root anew; only while no host stands on it. */
  readonly rebuild?: boolean | undefined;
  /** How this machine reaches the world, where it does so by proxies; hosts are told. */
  readonly proxies?: Proxies | undefined;
}

/**
 * Brings the hosts up and returns once sshd answers on each. Hosts that run already are left alone and
 * stopped ones booted, so it may be repeated and a lab may grow. If it fails or is aborted, what it
 * began is taken away again. Throws DiagnosticsError where it cannot begin, K3Error where it fails.
 */
export async function labUp(options: LabUpOptions): Promise<LabHostStatus[]> {
  const { hosts, stateDir, signal, onProgress } = options;
  const subnet = readSubnet(options.subnet ?? DEFAULT_SUBNET);
  checkPrivileges();
  checkHosts(hosts, subnet);
  await checkStateDir(stateDir);
  const work = async (): Promise<LabHostStatus[]> => {
    await provideTools({ signal, onProgress });
    const before = await readState(stateDir);
    if (before) {
      checkAgainst(before, hosts, subnet);
      checkBase(before, options.rebuild === true);
    }
    const lab = openLab(options, subnet, before?.cuts ?? []);
    // What a lab left that nobody remembers would be in the way of the new one.
    if (!before) await dismantleLab(lab);
    await checkSubnetFree(subnet, lab.names);
    const machine = await readMachineSetup(options.proxies);
    const baseDir = options.baseDir ?? DEFAULT_BASE_DIR;
    const base = before?.base ?? (await prepareBase({ ...options, baseDir, machine }));
    const state: LabState = { version: 1, subnet: subnet.text, base, hosts, cuts: before?.cuts ?? [] };
    await bringUp(lab, state, { before, machine });
    return describeHosts(lab, state);
  };
  return withLabLock(options, work);
}

/** Hosts of a lab that is up stand on its base: it cannot be built anew below them, nor be missing. */
function checkBase({ base }: LabState, rebuild: boolean): void {
  const hint = 'take it down first: k3play lab down';
  if (rebuild)
    refuse('lab/base-in-use', 'a lab is up on the base root, which cannot be built anew below it', hint);
  if (!existsSync(base))
    refuse('lab/base-missing', `the base root ${base}, on which this lab stands, is gone`, hint);
}

interface Context {
  readonly before: LabState | undefined;
  readonly machine: MachineSetup;
}

async function bringUp(lab: Lab, state: LabState, { before, machine }: Context): Promise<void> {
  const running = await listHostProcesses(lab.names.id);
  const idle = state.hosts.filter((host) => !running.has(lab.machineOf(host)));
  // Not those the lab has not heard of: a killed `up` leaves hosts that are known, but half-made.
  const added = idle.filter(({ name }) => !isSeeded(buildHostPaths(lab.stateDir, name)));
  try {
    // Remembered before anything is made, so that `down` finds what a crash leaves half-made.
    await writeState(lab.stateDir, state);
    await raiseKernelLimit(lab);
    await makeNetwork(lab.subnet, lab.names);
    await applyCuts(state.cuts, lab.names, {
      machineOf: (name) => lab.machineOf(findHost(state, name)),
      subnet: lab.subnet,
    });
    await seedHosts(lab, added, machine);
    await shareNames(lab, state.hosts);
    await runAll(lab, idle, state.base);
  } catch (error) {
    lab.onProgress?.({ kind: 'undo-started', reason: lab.signal?.aborted ? 'interrupted' : 'failed' });
    await undo({ ...lab, signal: undefined }, { idle, added, before }).catch((second: unknown) => {
      throw new K3Error(`${messageOf(error)}; and what was begun is still there: ${messageOf(second)}`, {
        kind: 'module',
        code: 'lab/undo-failed',
        cause: error,
        hint: 'k3play lab down takes it away',
      });
    });
    lab.signal?.throwIfAborted();
    throw error;
  }
}

interface Undo {
  readonly idle: readonly LabHost[];
  readonly added: readonly LabHost[];
  readonly before: LabState | undefined;
}

/** Back to what was before: no lab at all, or one without the added hosts and with stopped ones stopped. */
async function undo(lab: Lab, { idle, added, before }: Undo): Promise<void> {
  if (!before) {
    await dismantleLab(lab);
    return;
  }
  await Promise.all(idle.map((host) => killHost(lab, host)));
  for (const host of added) await removeTree(buildHostPaths(lab.stateDir, host.name).directory);
  await writeState(lab.stateDir, before);
  await shareNames(lab, before.hosts);
}

/** Boots hosts side by side, as many at once as the machine has cores; the first failure stops the rest. */
async function runAll(lab: Lab, hosts: readonly LabHost[], base: string): Promise<void> {
  const failed = new AbortController();
  const signal = lab.signal ? AbortSignal.any([lab.signal, failed.signal]) : failed.signal;
  const queue = [...hosts];
  const work = async (): Promise<void> => {
    for (let host = queue.shift(); host && !signal.aborted; host = queue.shift()) {
      await runHost({ ...lab, signal }, host, { base }).catch((error: unknown) => {
        failed.abort(error);
        throw error;
      });
    }
  };
  const workers = Array.from({ length: Math.max(2, availableParallelism()) }, work);
  const outcomes = await Promise.allSettled(workers);
  lab.signal?.throwIfAborted();
  failed.signal.throwIfAborted();
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
