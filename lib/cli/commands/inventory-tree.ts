import type { Inventory } from '../../inventory/model.ts';

/** Each group with all of its hosts. */
export function listGroups({ groups, hosts }: Inventory): string {
  const lines = Object.entries(groups)
    .filter(([name, members]) => name !== 'all' && (name !== 'ungrouped' || members.length > 0))
    .flatMap(([name, members]) => [name, ...members.map((member) => `  ${describe(member, hosts)}`)]);
  return lines.map((line) => `${line}\n`).join('');
}

/** Groups below the groups they are children of, each host below the groups that hold it themselves. */
export function drawTree({ groups, children = {}, hosts }: Inventory): string {
  const below = new Set(Object.values(children).flat());
  const lines = ['all'];
  function draw(name: string, depth: number): void {
    const members = groups[name] ?? [];
    if (name === 'ungrouped' && members.length === 0) return;
    const indent = '  '.repeat(depth);
    lines.push(`${indent}${name}`);
    const inner = new Set<string>();
    for (const child of children[name] ?? []) {
      draw(child, depth + 1);
      for (const member of groups[child] ?? []) inner.add(member);
    }
    const own = members.filter((member) => !inner.has(member));
    lines.push(...own.map((member) => `${indent}  ${describe(member, hosts)}`));
  }
  for (const name of Object.keys(groups)) if (name !== 'all' && !below.has(name)) draw(name, 1);
  return lines.map((line) => `${line}\n`).join('');
}

function describe(name: string, hosts: Inventory['hosts']): string {
  return `${name}  ${hosts.get(name)?.connection.address ?? ''}`.trimEnd();
}
