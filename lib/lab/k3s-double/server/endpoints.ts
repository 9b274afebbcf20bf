import type { EndpointsObject } from '../kube/objects.ts';
import type { Address, Resources } from './resources.ts';

export const KUBERNETES_ENDPOINTS: Address = {
  resource: 'endpoints',
  namespace: 'default',
  name: 'kubernetes',
};
const LEASES = '/registry/masterleases/';
const LEASE_MS = 15_000;

export interface Member {
  readonly ip: string;
  readonly port: number;
}

/** Renews this server's place among the `kubernetes` endpoints and drops those that did not renew theirs. */
export async function renewMembership(resources: Resources, self: Member, now: number): Promise<void> {
  const { datastore } = resources;
  await datastore.put(`${LEASES}${self.ip}`, JSON.stringify({ ...self, renewed: now }));
  const rows = await datastore.list(LEASES);
  const leases = rows.map(({ name, value }) => ({
    name,
    ...(JSON.parse(value) as Member & { readonly renewed: number }),
  }));
  for (const { name, renewed } of leases) {
    if (now - renewed > LEASE_MS) await datastore.delete(name);
  }
  const alive = leases.filter(({ renewed }) => now - renewed <= LEASE_MS);
  const wanted = buildEndpoints(alive);
  const found = await resources.find<EndpointsObject>(KUBERNETES_ENDPOINTS);
  if (!found) await resources.create(KUBERNETES_ENDPOINTS, wanted);
  else if (JSON.stringify(found.subsets) !== JSON.stringify(wanted.subsets)) {
    await resources.replace(KUBERNETES_ENDPOINTS, { ...found, subsets: wanted.subsets });
  }
}

/** Servers on one port share a subset; in practice there is one. */
function buildEndpoints(members: readonly Member[]): EndpointsObject {
  const ports = [...new Set(members.map(({ port }) => port))].sort((a, b) => a - b);
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'kubernetes', namespace: 'default' },
    subsets: ports.map((port) => ({
      addresses: members.filter((member) => member.port === port).map(({ ip }) => ({ ip })),
      ports: [{ name: 'https', port, protocol: 'TCP' }],
    })),
  };
}
