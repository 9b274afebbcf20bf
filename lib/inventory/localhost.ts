import type { Host, Inventory } from './model.ts';
import { LOCALHOST } from './pattern.ts';

/** A host by name; `localhost` is there even where no inventory names it, and is this machine then. */
export function findHost(name: string, inventory: Pick<Inventory, 'hosts' | 'localhost'>): Host | undefined {
  return inventory.hosts.get(name) ?? (name === LOCALHOST ? inventory.localhost : undefined);
}
