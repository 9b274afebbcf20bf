import { fault, type Diagnostic } from '../core/diagnostic.ts';
import { hintNearest } from '../core/nearest.ts';
import type { SourceDocument } from '../source/document.ts';
import type { Path } from '../source/positions.ts';
import { CelText } from '../source/tags.ts';
import { findCycles } from './groups.ts';
import { hintAnsibleName, isGroupName, isHostName, isVariableName, RESERVED_NAMES } from './names.ts';
import type { InventoryEntry } from './schema.ts';

/** What the schema cannot say: names, references between groups, and that variables are plain data. */
export function checkInventory(inventory: InventoryEntry, document: SourceDocument): Diagnostic[] {
  const checker = new InventoryChecker(inventory, document);
  checker.check();
  return checker.diagnostics;
}

class InventoryChecker {
  readonly diagnostics: Diagnostic[] = [];
  readonly #inventory: InventoryEntry;
  readonly #document: SourceDocument;

  constructor(inventory: InventoryEntry, document: SourceDocument) {
    this.#inventory = inventory;
    this.#document = document;
  }

  check(): void {
    this.#checkVars(this.#inventory.vars, ['vars']);
    this.#checkAddress(this.#inventory.connection, ['connection']);
    for (const name of Object.keys(this.#inventory.groups)) this.#checkGroup(name, ['groups', name]);
    for (const cycle of findCycles(this.#inventory)) {
      const at = ['groups', cycle.at(-2) ?? '', 'children'];
      const hint = 'remove one of these children';
      this.#fault('group-cycle', `groups contain one another: ${cycle.join(' → ')}`, { at, hint });
    }
    const groups = Object.values(this.#inventory.groups);
    if (groups.some((group) => Object.keys(group?.hosts ?? {}).length > 0)) return;
    const hint = 'write them as groups: { web: { hosts: { w1: { address: 10.0.0.11 } } } }';
    this.#fault('no-hosts', 'the inventory has no hosts', { at: ['groups'], hint });
  }

  #checkGroup(name: string, at: Path): void {
    const group = this.#inventory.groups[name] ?? {};
    if (name === 'all') {
      const hint = 'write what holds for all hosts at the top of the file, as connection and vars';
      this.#fault('reserved-name', 'the group "all" is always there', { at, key: true, hint });
    } else if (!isGroupName(name)) {
      const hint = 'letters, digits, "_" and "-", beginning with a letter';
      this.#fault('bad-name', `"${name}" cannot be the name of a group`, { at, key: true, hint });
    }
    this.#checkVars(group.vars, [...at, 'vars']);
    this.#checkAddress(group.connection, [...at, 'connection']);
    for (const [index, child] of (group.children ?? []).entries()) {
      if (Object.hasOwn(this.#inventory.groups, child)) continue;
      const hint = hintNearest(child, Object.keys(this.#inventory.groups)) ?? 'children are names of groups';
      this.#fault('unknown-group', `no group is called "${child}"`, { at: [...at, 'children', index], hint });
    }
    for (const [host, entry] of Object.entries(group.hosts ?? {})) {
      this.#checkHost(name, host, [...at, 'hosts', host]);
      this.#checkVars(entry?.vars, [...at, 'hosts', host, 'vars']);
    }
  }

  #checkHost(group: string, host: string, at: Path): void {
    if (!isHostName(host)) {
      const hint = 'letters, digits, "_", "-" and "."; addresses of other forms go into address:';
      this.#fault('bad-name', `"${host}" cannot be the name of a host`, { at, key: true, hint });
    }
    if (host === 'all' || (host !== group && Object.hasOwn(this.#inventory.groups, host))) {
      this.#fault('name-clash', `"${host}" is also the name of a group`, {
        at,
        key: true,
        hint: 'a pattern could mean either; rename one',
      });
    }
  }

  #checkAddress(connection: InventoryEntry['connection'], at: Path): void {
    if (connection?.['address'] === undefined) return;
    const hint = 'write address: under each host';
    this.#fault('shared-address', 'an address belongs to one host', {
      at: [...at, 'address'],
      key: true,
      hint,
    });
  }

  #checkVars(vars: InventoryEntry['vars'], at: Path): void {
    for (const [name, value] of Object.entries(vars ?? {})) {
      const place = { at: [...at, name], key: true };
      const ansible = hintAnsibleName(name);
      if (ansible) {
        this.#fault('ansible-variable', `"${name}" means nothing here`, { ...place, hint: ansible });
      } else if (RESERVED_NAMES.has(name)) {
        this.#fault('reserved-name', `"${name}" has a meaning of its own`, {
          ...place,
          hint: 'choose another name',
        });
      } else if (!isVariableName(name)) {
        const hint = `expressions cannot name it; "${name.replace(/\W/g, '_').replace(/^(\d)/, '_$1')}" would do`;
        this.#fault('bad-name', `"${name}" cannot be the name of a variable`, { ...place, hint });
      }
      this.#checkPlain(value, [...at, name]);
    }
  }

  #checkPlain(value: unknown, at: Path): void {
    const templated = value instanceof CelText || (typeof value === 'string' && value.includes('{{'));
    if (templated) {
      const hint = 'the inventory holds plain data; compute the value in the vars of a play or a task';
      this.#fault('template', 'a variable of the inventory cannot be computed', { at, hint });
    } else if (value !== null && typeof value === 'object') {
      const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
      for (const key of keys)
        this.#checkPlain((value as Readonly<Record<string, unknown>>)[key], [...at, key]);
    }
  }

  #fault(
    what: string,
    message: string,
    { at, key, hint }: { readonly at: Path; readonly key?: boolean; readonly hint: string },
  ): void {
    const span = key ? this.#document.keySpanAt(at) : this.#document.spanAt(at);
    this.diagnostics.push(fault(`inventory/${what}`, message, { span, hint }));
  }
}
