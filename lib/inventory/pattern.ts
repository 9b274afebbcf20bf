import { fault, type Diagnostic, type Span } from '../core/diagnostic.ts';
import { hintNearest } from '../core/nearest.ts';
import type { Inventory } from './model.ts';
import { parsePattern, type PatternPart } from './pattern-syntax.ts';

export interface Selection {
  /** In the order of the inventory; empty when there are diagnostics. */
  readonly hosts: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The host that needs no inventory: this machine. */
export const LOCALHOST = 'localhost';

/**
 * The hosts a pattern means. Whatever the order written, first all that is joined by `,` or `:` is taken,
 * then `&` narrows it, then `!` takes away; a pattern of only these two starts from all hosts.
 */
export function selectHosts(
  pattern: string,
  inventory: Pick<Inventory, 'hosts' | 'groups'>,
  { span }: { readonly span?: Span | undefined } = {},
): Selection {
  const { parts, problems } = parsePattern(pattern);
  const diagnostics = problems.map(({ message, hint }) =>
    fault('inventory/pattern', message, { span, hint }),
  );
  const members = parts.map((part) => ({ part, hosts: new Set(findMembers(part, inventory)) }));
  for (const { part, hosts } of members) {
    if (hosts.size === 0 && !isKnown(part, inventory)) diagnostics.push(unknownName(part, inventory, span));
  }
  if (diagnostics.length > 0) return { hosts: [], diagnostics };

  const united = members.filter(({ part }) => part.role === 'add');
  const known = [...inventory.hosts.keys()];
  const names = united.some(({ hosts }) => hosts.has(LOCALHOST)) ? new Set([...known, LOCALHOST]) : known;
  const hosts = [...names].filter(
    (name) =>
      (united.length === 0 || united.some(({ hosts }) => hosts.has(name))) &&
      members.every(({ part, hosts }) => part.role === 'add' || hosts.has(name) === (part.role === 'keep')),
  );
  return { hosts, diagnostics };
}

type Known = Pick<Inventory, 'hosts' | 'groups'>;

function groupOf(name: string, { groups }: Known): readonly string[] | undefined {
  return Object.hasOwn(groups, name) ? groups[name] : undefined;
}

/** A glob that fits nothing is no mistake: it says "whatever there is". */
function isKnown({ name, fits }: PatternPart, inventory: Known): boolean {
  return fits !== undefined || groupOf(name, inventory) !== undefined || inventory.hosts.has(name);
}

function findMembers(part: PatternPart, inventory: Known): readonly string[] {
  const { slice } = part;
  const members = findNamed(part, inventory);
  if (!slice) return members;
  const at = (index: number): number => (index < 0 ? members.length + index : index);
  const end = slice.to === undefined ? members.length : at(slice.to) + 1;
  return members.slice(Math.max(0, at(slice.from)), Math.max(0, end));
}

function findNamed({ name, fits }: PatternPart, inventory: Known): readonly string[] {
  const group = groupOf(name, inventory);
  if (group) return group;
  if (!fits) return inventory.hosts.has(name) || name === LOCALHOST ? [name] : [];
  const inGroups = new Set(
    Object.entries(inventory.groups).flatMap(([group, hosts]) => (fits.test(group) ? hosts : [])),
  );
  return [...inventory.hosts.keys()].filter((host) => inGroups.has(host) || fits.test(host));
}

function unknownName({ name }: PatternPart, inventory: Known, span: Span | undefined): Diagnostic {
  const groups = Object.keys(inventory.groups);
  const hint =
    hintNearest(name, [...groups, ...inventory.hosts.keys()]) ??
    `the groups are ${groups.join(', ')}; one without hosts is written as ${name}: {}`;
  return fault('inventory/unknown-name', `no group or host is called "${name}"`, { span, hint });
}
