import ssh2, { type ParsedKey } from 'ssh2';

/** Asks the agent for its keys. Undefined where it cannot be reached. */
export async function readAgentKeys(socketPath: string): Promise<readonly ParsedKey[] | undefined> {
  return new Promise((resolve) => {
    ssh2.createAgent(socketPath).getIdentities((error, keys) => {
      resolve(error ? undefined : ((keys ?? []) as readonly ParsedKey[]));
    });
  });
}

/** An agent that shows only some of its keys, since each costs one of the few tries a host allows. */
export class NarrowAgent extends ssh2.OpenSSHAgent {
  readonly #keys: readonly ParsedKey[];

  constructor(socketPath: string, keys: readonly ParsedKey[]) {
    super(socketPath);
    this.#keys = keys;
  }

  override getIdentities(callback: (error?: Error | null, keys?: ParsedKey[]) => void): void {
    callback(null, [...this.#keys]);
  }
}
