import type { Diagnostic } from '../core/diagnostic.ts';
import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import type { Subnet } from './address.ts';
import { gatewayOf, parseAddress, parseSubnet } from './address.ts';
import type { LabHost } from './model.ts';
import { refuse } from './refusal.ts';
import type { LabState } from './state.ts';

/** Interface names hold a host's number in five digits at most. */
const SHORTEST_PREFIX = 16;
const LONGEST_PREFIX = 29;
const NAME = /^(?=.{1,64}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

export function readSubnet(text: string): Subnet {
  const subnet = parseSubnet(text);
  if (subnet && subnet.prefix >= SHORTEST_PREFIX && subnet.prefix <= LONGEST_PREFIX) return subnet;
  refuse(
    'lab/bad-subnet',
    `"${text}" is not a subnet a lab can use`,
    `write its first address and a length from ${SHORTEST_PREFIX} to ${LONGEST_PREFIX}, such as 198.18.0.0/24`,
  );
}

/** Refuses hosts that cannot be made in this subnet, all faults at once. */
export function checkHosts(hosts: readonly LabHost[], subnet: Subnet): void {
  const faults: Diagnostic[] = [];
  if (hosts.length === 0) faults.push(fault('lab/no-hosts', 'there are no hosts to bring up'));
  const byAddress = new Map<string, string>();
  const names = new Set<string>();
  for (const { name, address } of hosts) {
    if (!NAME.test(name)) {
      faults.push(
        fault(
          'lab/bad-name',
          `host "${name}": a lab host's name is its host name: lower-case letters, digits, - and .`,
        ),
      );
    }
    if (names.has(name)) faults.push(fault('lab/double-name', `host "${name}" is there twice`));
    names.add(name);
    const problem = findAddressProblem(address, subnet);
    if (problem) faults.push(fault('lab/bad-address', `host "${name}": ${problem}`));
    const other = byAddress.get(address);
    if (other !== undefined)
      faults.push(
        fault('lab/double-address', `hosts "${other}" and "${name}" have the same address ${address}`),
      );
    byAddress.set(address, name);
  }
  if (faults.length > 0) throw new DiagnosticsError(faults);
}

/** A lab may grow by new hosts; one with other hosts, or another subnet, must go down first. */
export function checkAgainst(state: LabState, hosts: readonly LabHost[], subnet: Subnet): void {
  const hint = 'take it down first: k3play lab down';
  if (state.subnet !== subnet.text) {
    refuse('lab/other-lab', `a lab is already up with the subnet ${state.subnet}, not ${subnet.text}`, hint);
  }
  const wanted = new Map(hosts.map(({ name, address }) => [name, address]));
  const others = state.hosts.filter(({ name, address }) => wanted.get(name) !== address);
  if (others.length > 0) {
    const list = others.map(({ name, address }) => `${name} (${address})`).join(', ');
    refuse('lab/other-lab', `a lab is already up with hosts that are not asked for: ${list}`, hint);
  }
}

function findAddressProblem(address: string, subnet: Subnet): string | undefined {
  const value = parseAddress(address);
  if (value === undefined) return `"${address}" is not an IPv4 address`;
  if (value < subnet.first || value > subnet.last)
    return `${address} is not in the lab's subnet ${subnet.text}`;
  if (address === gatewayOf(subnet)) return `${address} is the address of this machine in the lab`;
  if (value === subnet.first || value === subnet.last)
    return `${address} is the first or last address of ${subnet.text}`;
  return undefined;
}
