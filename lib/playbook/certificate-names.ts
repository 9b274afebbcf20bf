import type { Inventory } from '../inventory/model.ts';

/** The names and addresses by which the hosts of a group are reached; none where there is no such group. */
export function namesOfGroup(group: string, { groups, hosts }: Inventory): readonly string[] {
  const members = Object.hasOwn(groups, group) ? (groups[group] ?? []) : [];
  const names = members.flatMap((member) => {
    const host = hosts.get(member);
    // A zone (fe80::1%eth0) means something on one machine only.
    return host ? [member, (host.connection.address ?? member).replace(/%.*$/, '')] : [];
  });
  return [...new Set(names)];
}
