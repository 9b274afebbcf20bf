import type { Diagnostic } from '../core/diagnostic.ts';
import type { SourceDocument } from '../source/document.ts';
import type { InventoryEntry } from './schema.ts';

/** How a source was written. Ansible's are turned into our words when they are read. */
export type Dialect = 'own' | 'ansible';

/** A source as it was read, before anything in it was checked. */
export interface SourceReading {
  readonly document: SourceDocument;
  readonly dialect: Dialect;
  readonly warnings: readonly Diagnostic[];
}

/** What one source of an inventory says. */
export interface InventoryPart {
  readonly document: SourceDocument;
  readonly entry: InventoryEntry;
  readonly dialect: Dialect;
}

/** A file of variables for a group or a host, of a folder `group_vars` or `host_vars`. */
export interface VarsFile extends InventoryPart {
  readonly of: 'group' | 'host';
  readonly name: string;
  /** What the folder lies beside; of two values, the one beside the playbook is nearer. */
  readonly beside: 'inventory' | 'playbook';
}

/** The names of all groups that are written in a part, in that order. */
export function listGroupNames(parts: readonly InventoryPart[]): string[] {
  return [
    ...new Set(
      parts.flatMap(({ entry }) => [
        ...Object.keys(entry.groups),
        ...Object.keys(entry.constructed?.groups ?? {}),
      ]),
    ),
  ];
}
