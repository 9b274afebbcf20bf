import { describeHost } from '../inventory/describe-host.ts';
import type { Host, Inventory } from '../inventory/model.ts';
import type { HostSession } from './host-session.ts';

/** What other hosts see of each host: its variables, what it set and registered, its facts, live. */
export function buildHostvars(
  inventory: Inventory,
  options: {
    readonly sessionOf: (name: string) => HostSession | undefined;
    readonly inputsOf: (name: string) => Readonly<Record<string, unknown>>;
  },
): Readonly<Record<string, unknown>> {
  const hostvars: Record<string, unknown> = {};
  for (const host of inventory.hosts.values()) {
    const get = (): unknown => viewOf(host, options);
    Object.defineProperty(hostvars, host.name, { get, enumerable: true });
  }
  return hostvars;
}

function viewOf(
  host: Host,
  options: {
    readonly sessionOf: (name: string) => HostSession | undefined;
    readonly inputsOf: (name: string) => Readonly<Record<string, unknown>>;
  },
): Readonly<Record<string, unknown>> {
  const session = options.sessionOf(host.name);
  return {
    ...host.vars,
    ...session?.assigned,
    ...(session?.facts && { facts: session.facts }),
    inputs: options.inputsOf(host.name),
    host: describeHost(host),
  };
}
