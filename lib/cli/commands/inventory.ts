import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { hintNearest } from '../../core/nearest.ts';
import { loadInventory } from '../../inventory/load.ts';
import type { Host, Inventory } from '../../inventory/model.ts';

export interface InventoryFlags {
  readonly inventory: string;
  readonly host?: string;
  readonly graph: boolean;
  readonly json: boolean;
}

/** Shows hosts, groups and variables; secrets print as a mask. */
export async function inventoryCommand(flags: InventoryFlags): Promise<void> {
  const inventory = await loadInventory(flags.inventory, { extraVars: {} });
  if (flags.host !== undefined) print(describeHost(findHost(flags.host, inventory)));
  else if (flags.json) print({ groups: inventory.groups, hosts: describeHosts(inventory) });
  else process.stdout.write(drawGroups(inventory));
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

function findHost(name: string, { hosts, file }: Inventory): Host {
  const host = hosts.get(name);
  if (host) return host;
  const hint = hintNearest(name, hosts.keys());
  throw new DiagnosticsError([fault('inventory/unknown-host', `${file} has no host "${name}"`, { hint })]);
}

function describeHost({ name, groups, vars, connection }: Host): unknown {
  return { name, groups, connection, vars };
}

function describeHosts({ hosts }: Inventory): unknown {
  return Object.fromEntries([...hosts.values()].map((host) => [host.name, describeHost(host)]));
}

function drawGroups({ groups, hosts }: Inventory): string {
  const lines = Object.entries(groups)
    .filter(([name]) => name !== 'all')
    .flatMap(([name, members]) => [
      name,
      ...members.map((member) => `  ${member}  ${hosts.get(member)?.connection.address ?? ''}`.trimEnd()),
    ]);
  return lines.map((line) => `${line}\n`).join('');
}
