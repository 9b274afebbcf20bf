import type { Facts } from '../../../facts.ts';
import { serviceOf } from '../unit-file.ts';
import type { DatastoreParts } from './datastore-parts.ts';
import type { HostState } from './host-state.ts';

export const ROLES = ['datastore', 'server', 'lb', 'agent'] as const;
export type HostRole = (typeof ROLES)[number];

/** A host that is looked at: what it is to become, and all that was seen of it. */
export interface Subject {
  readonly roles: readonly HostRole[];
  /** Name the node will have. */
  readonly nodeName: string;
  /** Address that the inventory has for it; may be a name. */
  readonly address: string;
  /** Settings of K3s that the checks care for, as text; those not given are missing. */
  readonly setting: (name: string) => string | undefined;
  /** How many nodes the cluster has. */
  readonly nodes: number;
  readonly dataFolder: string;
  /** The datastore that is made on it. */
  readonly datastore: DatastoreParts | undefined;
  readonly facts: Facts;
  readonly host: HostState;
}

export function isNode({ roles }: Subject): boolean {
  return roles.includes('server') || roles.includes('agent');
}

export function isServer({ roles }: Subject): boolean {
  return roles.includes('server');
}

/** Whether K3s runs on it in the role it is to have. */
export function runsAlready(subject: Subject): boolean {
  return subject.host.units[serviceOf(isServer(subject) ? 'server' : 'agent')]?.active === true;
}
