import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { prepareBase } from './base.ts';
import { applyCuts } from './cuts.ts';
import { dismantleLab, removeHost } from './down.ts';
import { runHost } from './host-run.ts';
import { checkAgainst, checkHosts, readSubnet } from './hosts.ts';
import type { Lab } from './lab.ts';
import { openLab } from './lab.ts';
import { withLock } from './lock.ts';
import type { MachineSetup } from './machine.ts';
import { readMachineSetup } from './machine.ts';
import type { LabHost, LabHostStatus, LabOptions } from './model.ts';
import { DEFAULT_BASE_DIR, DEFAULT_SUBNET, buildHostPaths, buildPaths } from './model.ts';
import { writeNamesTable } from './names-table.ts';
import { checkSubnetFree, makeNetwork, readMtu } from './network.ts';
import { listHostProcesses } from './processes.ts';
import { refuse } from './refusal.ts';
import { checkPrivileges, checkStateDir, provideTools } from './requirements.ts';
import { readResolver } from './resolver.ts';
import type { SeedOptions } from './seed.ts';
import { makeKey, readKnownHost, seedHost } from './seed.ts';
import type { LabState } from './state.ts';
import { readState, writeState } from './state.ts';
import { describeHosts } from './status.ts';

export interface LabUpOptions extends LabOptions {
  readonly hosts: readonly LabHost[];
  /** Default 198.18.0.0/24; the machine itself has its first address. */
  readonly subnet?: string | undefined;
  /** Where base roots are cached; labs may share it. */
  readonly baseDir?: string | undefined;
  /** Builds the base root anew; only while no host stands on it. */
  readonly rebuild?: boolean | undefined;
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
  const lock = buildPaths(stateDir).lock;
  const work = async (): Promise<LabHostStatus[]> => {
    await provideTools({ signal, onProgress });
    const before = await readState(stateDir);
    if (before) checkAgainst(before, hosts, subnet);
    if (before && options.rebuild) {
      refuse(
        'lab/base-in-use',
        'the base root cannot be built anew below a lab that is up',
        'take it down first: k3play lab down',
      );
    }
    const lab = openLab(options, subnet, before?.cuts ?? []);
    await checkSubnetFree(subnet, lab.names);
    const machine = await readMachineSetup();
    const base =
      before?.base ??
      (await prepareBase({ ...options, baseDir: options.baseDir ?? DEFAULT_BASE_DIR, machine }));
    await bringUp(
      lab,
      { subnet: subnet.text, base, cuts: [], ...before, version: 1, hosts },
      { before, machine },
    );
    return describeHosts(lab, {
      ...before,
      version: 1,
      subnet: subnet.text,
      base,
      hosts,
      cuts: before?.cuts ?? [],
    });
  };
  return withLock(lock, work, { signal, onWait: () => onProgress?.({ kind: 'lock-awaited', path: lock }) });
}

interface Context {
  readonly before: LabState | undefined;
  readonly machine: MachineSetup;
}

async function bringUp(lab: Lab, state: LabState, { before, machine }: Context): Promise<void> {
  const known = new Set(before?.hosts.map(({ name }) => name));
  const added = state.hosts.filter(({ name }) => !known.has(name));
  const running = await listHostProcesses(lab.names.id);
  const idle = state.hosts.filter((host) => !running.has(lab.machineOf(host)));
  try {
    // Remembered before anything is made, so that `down` finds what a crash leaves half-made.
    await writeState(lab.stateDir, state);
    await makeNetwork(lab.subnet, lab.names);
    await applyCuts(state.cuts, lab.names, { machineOf: (name) => machineOfName(lab, state, name) });
    await seedHosts(lab, added, machine);
    await shareNames(lab, state.hosts);
    await runAll(lab, idle, state.base);
  } catch (error) {
    lab.onProgress?.({ kind: 'undo-started', reason: lab.signal?.aborted ? 'interrupted' : 'failed' });
    const patient = { ...lab, signal: undefined };
    if (!before) await dismantleLab(patient);
    else {
      await Promise.all(added.map((host) => removeHost(patient, host)));
      await writeState(lab.stateDir, before);
      await shareNames(patient, before.hosts);
    }
    throw error;
  }
}

async function seedHosts(lab: Lab, hosts: readonly LabHost[], machine: MachineSetup): Promise<void> {
  const key = buildPaths(lab.stateDir).key;
  await makeKey(key, 'k3play lab');
  const resolvConf = await readResolver();
  if (resolvConf === undefined) {
    lab.onProgress?.({
      kind: 'resolver-missing',
      reason: 'this machine asks only itself for names, which hosts cannot reach',
    });
  }
  const options: SeedOptions = {
    subnet: lab.subnet,
    mtu: await readMtu(),
    publicKey: await readFile(`${key}.pub`, 'utf8'),
    aptConf: machine.aptConf,
    resolvConf: resolvConf ?? '',
  };
  await mkdir(buildPaths(lab.stateDir).hosts, { recursive: true, mode: 0o700 });
  for (const host of hosts) await seedHost(host, buildHostPaths(lab.stateDir, host.name), options);
}

/** Tells every host, running or not, the names of all, and this machine their keys. */
async function shareNames(lab: Lab, hosts: readonly LabHost[]): Promise<void> {
  const running = await listHostProcesses(lab.names.id);
  const known: string[] = [];
  for (const host of hosts) {
    const paths = buildHostPaths(lab.stateDir, host.name);
    const leader = running.get(lab.machineOf(host))?.leader;
    await writeNamesTable(leader === undefined ? paths.upper : `/proc/${leader}/root`, hosts);
    known.push(await readKnownHost(host, paths));
  }
  await writeFile(buildPaths(lab.stateDir).knownHosts, known.join(''), { mode: 0o644 });
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

function machineOfName(lab: Lab, state: LabState, name: string): string {
  const host = state.hosts.find((candidate) => candidate.name === name);
  return host ? lab.machineOf(host) : lab.names.id;
}
