import {
  readyCondition,
  withLifecycleTaints,
  withReady,
  type LeaseObject,
  type NodeObject,
} from '../kube/objects.ts';
import { log } from '../log.ts';
import { Refusal, type Address, type Resources } from './resources.ts';

const GRACE_MS = 40_000;
const NODES: Address = { resource: 'nodes', namespace: '', name: '' };
const LEASES: Address = { resource: 'leases', namespace: 'kube-node-lease', name: '' };

/** Marks nodes that stopped reporting, and keeps the taints that go with a node's condition. */
export async function watchNodes(resources: Resources, now: Date): Promise<void> {
  const nodes = await resources.list<NodeObject>(NODES);
  const leases = await resources.list<LeaseObject>(LEASES);
  const renewed = new Map(
    leases.items.map(({ metadata, spec }) => [metadata.name, Date.parse(spec.renewTime)]),
  );
  for (const node of nodes.items) {
    const { name } = node.metadata;
    const silentMs = now.getTime() - (renewed.get(name) ?? Date.parse(node.metadata.creationTimestamp ?? ''));
    const judged = withLifecycleTaints(judge(node, silentMs, now));
    if (JSON.stringify(judged) === JSON.stringify(node)) continue;
    await resources.replace({ ...NODES, name }, judged).catch(ignoreConflict);
  }
}

function judge(node: NodeObject, silentMs: number, now: Date): NodeObject {
  if (silentMs <= GRACE_MS || readyCondition(node)?.status === 'Unknown') return node;
  log.info(
    `Node ${node.metadata.name} hasn't been updated for ${Math.round(silentMs / 1000)}s; marking it NotReady`,
  );
  const message = 'Kubelet stopped posting node status.';
  return withReady(node, { status: 'Unknown', reason: 'NodeStatusUnknown', message }, now);
}

/** Another server, or the node itself, was faster. */
function ignoreConflict(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}
