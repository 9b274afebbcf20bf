import type { Facts } from '../modules/facts.ts';
import { Epoch } from './epoch.ts';

/**
 * Which hosts of a run see each other's changes: names of one machine, and hosts that mount file systems of
 * the network, which may be the same ones.
 */
export class Machines {
  readonly #epochs = new Map<string, Epoch>();

  epochOf({ machine_id: id, network_mounts: mounts }: Facts): Epoch {
    if (mounts.length === 0 && id === '') return new Epoch();
    const key = mounts.length > 0 ? 'network' : id;
    const epoch = this.#epochs.get(key) ?? new Epoch();
    this.#epochs.set(key, epoch);
    return epoch;
  }
}
