import type { Subnet } from './address.ts';
import { offsetIn } from './address.ts';
import { readSubnet } from './hosts.ts';
import { withLock } from './lock.ts';
import type { LabCut, LabHost, LabNames, LabOptions } from './model.ts';
import { buildNames, buildPaths } from './model.ts';
import { refuse } from './refusal.ts';
import { readState } from './state.ts';
import type { LabState } from './state.ts';

/** A lab while a command works on it. */
export interface Lab extends LabOptions {
  readonly names: LabNames;
  readonly subnet: Subnet;
  /** The name of a host's machine: short and unique, from its place in the subnet. */
  machineOf(host: LabHost): string;
  /** Whether a host is cut from everything, this machine too. */
  isCutOff(host: string): boolean;
}

export function openLab(options: LabOptions, subnet: Subnet, cuts: readonly LabCut[]): Lab {
  const names = buildNames(options.stateDir);
  return {
    ...options,
    names,
    subnet,
    machineOf: (host) => `${names.id}-${offsetIn(subnet, host.address)}`,
    isCutOff: (host) => cuts.some((cut) => cut.host === host && cut.other === undefined),
  };
}

export interface KnownLab {
  readonly lab: Lab;
  readonly state: LabState;
}

/** The lab that was brought up in this state directory; refuses where there is none. */
export async function loadLab(options: LabOptions): Promise<KnownLab> {
  const state = await readState(options.stateDir);
  if (!state)
    refuse(
      'lab/no-lab',
      `there is no lab in ${options.stateDir}`,
      'bring one up: k3play lab up -i INVENTORY',
    );
  return { state, lab: openLab(options, readSubnet(state.subnet), state.cuts) };
}

/** One command at a time works on a lab; the next one waits. */
export function withLabLock<T>(
  { stateDir, signal, onProgress }: LabOptions,
  job: () => Promise<T>,
): Promise<T> {
  const path = buildPaths(stateDir).lock;
  return withLock(path, job, { signal, onWait: () => onProgress?.({ kind: 'lock-awaited', path }) });
}
