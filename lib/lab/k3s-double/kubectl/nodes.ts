import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeObject } from '../kube/objects.ts';
import type { Connection } from './connection.ts';
import { KubectlFailure } from './failure.ts';

/** Why a node stays as it is, or the node as it is to be. */
export type Edit = NodeObject | undefined;

const TRIES = 5;

/** Reads a node, changes it and writes it back, again when somebody else wrote meanwhile. */
export async function editNode(
  connection: Connection,
  name: string,
  edit: (node: NodeObject) => Edit,
): Promise<boolean> {
  const path = `/api/v1/nodes/${encodeURIComponent(name)}`;
  for (let attempt = 1; ; attempt += 1) {
    const wanted = edit(await connection.request<NodeObject>(path));
    if (!wanted) return false;
    try {
      await connection.request(path, { method: 'PUT', body: wanted });
      return true;
    } catch (error) {
      const conflict = error instanceof KubectlFailure && error.message.includes('(Conflict)');
      if (!conflict || attempt >= TRIES) throw error;
      await sleep(50);
    }
  }
}

/** `kubectl cordon` and `kubectl uncordon`. */
export async function setCordon(connection: Connection, name: string, cordoned: boolean): Promise<string> {
  const changed = await editNode(connection, name, (node) => {
    if (Boolean(node.spec.unschedulable) === cordoned) return undefined;
    return { ...node, spec: { ...node.spec, unschedulable: cordoned || undefined } };
  });
  return `node/${name} ${changed ? '' : 'already '}${cordoned ? 'cordoned' : 'uncordoned'}\n`;
}

/** `kubectl drain`: there is never a pod to evict. */
export async function drain(connection: Connection, name: string): Promise<string> {
  return `${await setCordon(connection, name, true)}node/${name} drained\n`;
}
