import { fault, warning, type Diagnostic } from '../core/diagnostic.ts';
import { hintNearest } from '../core/nearest.ts';
import type { Path } from '../source/positions.ts';
import { findCycles } from './groups.ts';
import { isGroupName, isHostName } from './names.ts';
import { listGroupNames, type InventoryPart } from './part.ts';
import { checkVars, type CheckedVars } from './check-vars.ts';
import type { InventoryEntry } from './schema.ts';

/**
 * What the schema cannot say: names, references between groups, and that variables are plain data. Hosts are
 * missed only where `whole`: nothing of it was found wrong and left out before.
 */
export function checkInventory(
  parts: readonly InventoryPart[],
  { whole }: { readonly whole: boolean },
): Diagnostic[] {
  const groups = new Set(listGroupNames(parts));
  const checkers = parts.map((part) => new PartChecker(part, groups));
  for (const checker of checkers) checker.check();
  const faults = checkers.flatMap(({ diagnostics }) => diagnostics);
  return [...faults, ...checkCycles(parts), ...(whole ? checkHosts(parts) : [])];
}

function checkCycles(parts: readonly InventoryPart[]): Diagnostic[] {
  return findCycles(parts).map((cycle) => {
    const [group = '', child = ''] = cycle.slice(-2);
    const part = parts.find(({ entry }) => entry.groups[group]?.children?.includes(child)) ?? parts[0];
    const span = part?.document.spanAt(['groups', group, 'children']);
    const hint = 'remove one of these children';
    return fault('inventory/group-cycle', `groups contain one another: ${cycle.join(' → ')}`, { span, hint });
  });
}

function checkHosts(parts: readonly InventoryPart[]): Diagnostic[] {
  const any = parts.some(
    ({ entry }) =>
      Object.keys(entry.hosts ?? {}).length > 0 ||
      Object.values(entry.groups).some((group) => Object.keys(group?.hosts ?? {}).length > 0),
  );
  const [first] = parts;
  if (any || !first) return [];
  const hint =
    first.dialect === 'own'
      ? 'write them as groups: { web: { hosts: { w1: { address: 10.0.0.11 } } } }'
      : 'write one a line, below the name of a group in brackets';
  return [
    fault('inventory/no-hosts', 'the inventory has no hosts', {
      span: first.document.spanAt(['groups']),
      ...(first.dialect === 'own' || /\.ini$/.test(first.document.file) ? { hint } : {}),
    }),
  ];
}

class PartChecker {
  readonly diagnostics: Diagnostic[] = [];
  readonly #part: InventoryPart;
  /** Of all parts. */
  readonly #groups: ReadonlySet<string>;

  constructor(part: InventoryPart, groups: ReadonlySet<string>) {
    this.#part = part;
    this.#groups = groups;
  }

  check(): void {
    const { entry } = this.#part;
    this.#checkVars(entry.vars, ['vars']);
    this.#checkAddress(entry.connection, ['connection']);
    for (const name of Object.keys(entry.groups)) this.#checkGroup(name, ['groups', name]);
    for (const [host, content] of Object.entries(entry.hosts ?? {})) {
      this.#checkHost(undefined, host, ['hosts', host]);
      this.#checkVars(content?.vars, ['hosts', host, 'vars']);
    }
  }

  #checkGroup(name: string, at: Path): void {
    const { entry, dialect } = this.#part;
    const group = entry.groups[name] ?? {};
    if (name === 'all') {
      const hint = 'write what holds for all hosts at the top of the file, as connection and vars';
      this.#fault('reserved-name', 'the group "all" is always there', { at, key: true, hint });
    } else if (!isGroupName(name, dialect)) {
      const hint = 'letters, digits, "_" and "-", beginning with a letter';
      this.#fault('bad-name', `"${name}" cannot be the name of a group`, { at, key: true, hint });
    }
    this.#checkVars(group.vars, [...at, 'vars']);
    this.#checkAddress(group.connection, [...at, 'connection']);
    for (const [index, child] of (group.children ?? []).entries()) {
      if (this.#groups.has(child)) continue;
      const hint = hintNearest(child, this.#groups) ?? 'children are names of groups';
      this.#fault('unknown-group', `no group is called "${child}"`, { at: [...at, 'children', index], hint });
    }
    for (const [host, content] of Object.entries(group.hosts ?? {})) {
      this.#checkHost(name, host, [...at, 'hosts', host]);
      this.#checkVars(content?.vars, [...at, 'hosts', host, 'vars']);
    }
  }

  #checkHost(group: string | undefined, host: string, at: Path): void {
    if (!isHostName(host)) {
      const other = this.#part.dialect === 'own' ? 'address:' : 'ansible_host';
      const hint = `letters, digits, "_", "-" and "."; addresses of other forms go into ${other}`;
      this.#fault('bad-name', `"${host}" cannot be the name of a host`, { at, key: true, hint });
    }
    if (host !== 'all' && (host === group || !this.#groups.has(host))) return;
    const message = `"${host}" is also the name of a group`;
    if (this.#part.dialect === 'own' || host === 'all') {
      const hint = 'a pattern could mean either; rename one';
      this.#fault('name-clash', message, { at, key: true, hint });
    } else {
      const span = this.#part.document.keySpanAt(at);
      const hint = 'a pattern means the group; rename one';
      this.diagnostics.push(warning('inventory/name-clash', message, { span, hint }));
    }
  }

  #checkAddress(connection: InventoryEntry['connection'], at: Path): void {
    if (connection?.['address'] === undefined) return;
    const { dialect } = this.#part;
    const hint = dialect === 'own' ? 'write address: under each host' : 'write ansible_host at each host';
    const message = 'an address belongs to one host';
    this.#fault('shared-address', message, { at: [...at, 'address'], key: true, hint });
  }

  #checkVars(vars: CheckedVars, at: Path): void {
    this.diagnostics.push(...checkVars(vars, at, this.#part));
  }

  #fault(
    what: string,
    message: string,
    { at, key, hint }: { readonly at: Path; readonly key?: boolean; readonly hint: string },
  ): void {
    const { document } = this.#part;
    const span = key ? document.keySpanAt(at) : document.spanAt(at);
    this.diagnostics.push(fault(`inventory/${what}`, message, { span, hint }));
  }
}
