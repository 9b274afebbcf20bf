import { t } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import { PlanFault } from '../step.ts';
import { K3S } from './shared/binary-read.ts';
import { askApi } from './shared/kubectl.ts';
import { parseNodes, type NodeState } from './shared/node-state.ts';

const Params = t.Object({
  exec: t.Path({ default: K3S, description: 'Path of the k3s binary.' }),
  kubeconfig: t.Optional(t.Path({ description: "Kubeconfig on the host. Default: the server's own." })),
});

const Node = t.Object({
  name: t.String({ description: 'Name of the node.' }),
  ready: t.Boolean({ description: 'Whether its kubelet says that it is Ready.' }),
  roles: t.Array(t.String({ description: 'Role, such as "control-plane".' }), {
    description: 'Roles, sorted; none for an agent.',
  }),
  version: t.String({ description: 'Version of K3s on it, such as "v1.30.4+k3s1".' }),
  internal_ip: t.String({ description: 'Address that the cluster reaches it at.' }),
  taints: t.Array(t.String({ description: '"key=value:Effect"' }), { description: 'Taints.' }),
  labels: t.Map(t.String({ description: 'Value.' }), { description: 'Labels.' }),
  unschedulable: t.Boolean({ description: 'Whether it is cordoned.' }),
});

const Result = t.Object({
  nodes: t.Array(Node, { description: 'The nodes of the cluster, sorted by name.' }),
});

export const k3sNodes = defineModule({
  name: 'k3s-nodes',
  summary: 'Reads the nodes of a cluster from one of its servers.',
  params: Params,
  result: Result,
  examples: [{ title: 'Read the nodes, to assert something of them', params: {} }],
  reads: ({ params }) => ({
    nodes: {
      ...askApi(params, {
        key: 'k3s-nodes',
        what: 'the nodes of the cluster',
        words: ['get', 'nodes'],
        parse: parseNodes,
      }),
      beyondHost: true as const,
    },
  }),
  plan({ params, found: { nodes } }) {
    switch (nodes.api) {
      case 'up':
        return [];
      case 'down':
        return new PlanFault(`the API of the cluster does not answer: ${nodes.reason}`);
      case 'absent':
        return new PlanFault(`there is no ${params.exec} on this host`, { hint: 'is this a server?' });
    }
  },
  output: ({ found: { nodes } }) => ({ nodes: nodes.api === 'up' ? nodes.value.map(describeNode) : [] }),
});

function describeNode({ name, ready, roles, version, internalIp, taints, labels, unschedulable }: NodeState) {
  return {
    name,
    ready,
    roles: [...roles],
    version,
    internal_ip: internalIp,
    taints: [...taints],
    labels: { ...labels },
    unschedulable,
  };
}
