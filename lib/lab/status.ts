import { existsSync } from 'node:fs';
import type { Lab } from './lab.ts';
import { openLab } from './lab.ts';
import { readSubnet } from './hosts.ts';
import type { LabCut, LabHost, LabHostState, LabHostStatus, LabOptions } from './model.ts';
import { buildHostPaths, buildNames } from './model.ts';
import { answersSsh, listensOnSsh } from './probe.ts';
import type { HostProcesses } from './processes.ts';
import { listHostProcesses, readStartTime } from './processes.ts';
import { checkPrivileges } from './requirements.ts';
import type { LabState } from './state.ts';
import { readState } from './state.ts';

export interface LabStatus {
  /** Undefined where no lab is known here. */
  readonly subnet: string | undefined;
  readonly bridge: string;
  readonly hosts: readonly LabHostStatus[];
  /** What is there of a lab though it is not known: `labDown` removes it. */
  readonly leftovers: readonly string[];
}

/** What the lab is, read from the machine. */
export async function labStatus(options: LabOptions): Promise<LabStatus> {
  checkPrivileges();
  const names = buildNames(options.stateDir);
  const state = await readState(options.stateDir);
  const processes = await listHostProcesses(names.id);
  const lab = state && openLab(options, readSubnet(state.subnet), state.cuts);
  const known = new Set(lab && state.hosts.map((host) => lab.machineOf(host)));
  const strays = [...processes.values()].filter(({ machine }) => !known.has(machine));
  const hasStrayBridge = !state && existsSync(`/sys/class/net/${names.bridge}`);
  return {
    subnet: state?.subnet,
    bridge: names.bridge,
    hosts: lab ? await describeHosts(lab, state) : [],
    leftovers: [
      ...strays.map(
        ({ machine, nspawn, keepers }) =>
          `processes of ${machine}: ${[nspawn, ...keepers].filter(Boolean).join(', ')}`,
      ),
      ...(hasStrayBridge ? [`network interface ${names.bridge}`] : []),
    ],
  };
}

export async function describeHosts(lab: Lab, state: LabState): Promise<LabHostStatus[]> {
  const processes = await listHostProcesses(lab.names.id);
  return Promise.all(
    state.hosts.map(async (host) => {
      const own = processes.get(lab.machineOf(host));
      const since = own?.leader === undefined ? undefined : await readStartTime(own.leader);
      return {
        ...host,
        state: await findHostState(lab, host, own),
        since: since === undefined ? undefined : new Date(since).toISOString(),
        cutFrom: listCutsOf(host.name, state.cuts),
        consoleLog: buildHostPaths(lab.stateDir, host.name).consoleLog,
      };
    }),
  );
}

export function listCutsOf(host: string, cuts: readonly LabCut[]): string[] {
  return cuts.flatMap((cut) => {
    if (cut.host === host) return [cut.other ?? '*'];
    return cut.other === host ? [cut.host] : [];
  });
}

async function findHostState(lab: Lab, host: LabHost, own: HostProcesses | undefined): Promise<LabHostState> {
  if (!own) return 'stopped';
  if (own.leader === undefined) return 'broken';
  const up = lab.isCutOff(host.name) ? await listensOnSsh(own.leader) : await answersSsh(host.address, 2000);
  return up ? 'running' : 'broken';
}
