import type { BaseAgent, ParsedKey } from 'ssh2';
import type { Ssh2 } from './library.ts';

/** Asks the agent for its keys. Undefined where it cannot be reached. */
export async function readAgentKeys(
  ssh2: Ssh2,
  socketPath: string,
): Promise<readonly ParsedKey[] | undefined> {
  return new Promise((resolve) => {
    ssh2.createAgent(socketPath).getIdentities((error, keys) => {
      resolve(error ? undefined : ((keys ?? []) as readonly ParsedKey[]));
    });
  });
}

/** An agent that shows only some of its keys, since each costs one of the few tries a host allows. */
export function narrowAgent(ssh2: Ssh2, socketPath: string, keys: readonly ParsedKey[]): BaseAgent {
  const agent = ssh2.createAgent(socketPath);
  agent.getIdentities = (callback) => {
    callback(null, [...keys]);
  };
  return agent;
}
