import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { Lab } from './lab.ts';
import type { MachineSetup } from './machine.ts';
import type { LabHost } from './model.ts';
import { buildHostPaths, buildPaths } from './model.ts';
import { writeNamesTable } from './names-table.ts';
import { readMtu } from './network.ts';
import { listHostProcesses } from './processes.ts';
import { readResolver } from './resolver.ts';
import type { SeedOptions } from './seed.ts';
import { makeKey, readKnownHost, seedHost } from './seed.ts';

/** Gives new hosts their files, and the lab its key. */
export async function seedHosts(lab: Lab, hosts: readonly LabHost[], machine: MachineSetup): Promise<void> {
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
    machine,
    resolvConf: resolvConf ?? '',
  };
  await mkdir(buildPaths(lab.stateDir).hosts, { recursive: true, mode: 0o700 });
  for (const host of hosts) await seedHost(host, buildHostPaths(lab.stateDir, host.name), options);
}

/** Tells every host, running or not, the names of all, and this machine their keys. */
export async function shareNames(lab: Lab, hosts: readonly LabHost[]): Promise<void> {
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
