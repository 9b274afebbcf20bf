import { EtcdFailure, type Fate } from './member.ts';

interface Member {
  /** Throws `EtcdFailure` where the member or the way to it is at fault. */
  call(path: string, body: object): Promise<unknown>;
}

/** A cluster of etcd: the member that answered last is asked first, and a lost one is passed over. */
export class EtcdClient {
  readonly #members: readonly Member[];
  #current = 0;

  constructor(members: readonly Member[]) {
    this.#members = members;
  }

  /** For what may be asked twice. */
  async ask(path: string, body: object): Promise<unknown> {
    return this.#call(path, body, ['unsent', 'unsure']);
  }

  /** Never sends anything twice that may have been heard: it throws, and the next call goes to another member. */
  async tell(path: string, body: object): Promise<unknown> {
    return this.#call(path, body, ['unsent']);
  }

  async #call(path: string, body: object, repeatable: readonly Fate[]): Promise<unknown> {
    let failure: unknown;
    for (let left = this.#members.length; left > 0; left -= 1) {
      const member = this.#members[this.#current];
      if (!member) break;
      try {
        return await member.call(path, body);
      } catch (error) {
        if (!(error instanceof EtcdFailure) || error.fate === 'refused') throw error;
        // Another call may have passed over this member meanwhile.
        if (this.#members[this.#current] === member)
          this.#current = (this.#current + 1) % this.#members.length;
        if (!repeatable.includes(error.fate)) throw error;
        failure = error;
      }
    }
    throw failure;
  }
}
