import { t, type Static } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import { PlanFault, poll, type Plan, type PollStep, type RunStep } from '../step.ts';
import { K3S } from './shared/binary-read.ts';
import { askApi, type ApiAnswer } from './shared/kubectl.ts';
import { planMarks, pruneMarks, readLabelWords } from './shared/node-marks.ts';
import { parseNode, type NodeState } from './shared/node-state.ts';

const TAINT = '^[A-Za-z0-9][A-Za-z0-9_./-]*(=[A-Za-z0-9_.-]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$';

const Params = t.Object({
  name: t.String({
    description: 'Name of the node; in the cluster it is in lower case.',
    pattern: '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$',
  }),
  ready: t.Boolean({
    default: true,
    description: 'Whether to wait until the node is Ready, not only known.',
  }),
  ready_timeout: t.Integer({
    default: 300,
    minimum: 1,
    description: 'Longest wait for the node, in seconds.',
  }),
  roles: t.Optional(t.Words({ description: 'Roles that the node must have, such as "control-plane".' })),
  version: t.Optional(
    t.String({
      description:
        'Version that the node must run, such as "v1.30.4+k3s1". It is waited for, as after an upgrade.',
    }),
  ),
  labels: t.Map(t.Any({ description: 'Value, or null to remove the label.' }), {
    default: {},
    description: 'Labels; others are let be.',
  }),
  label_words: t.Optional(
    t.Words({ description: 'More labels, as `node-label` of K3s has them: "key=value".' }),
  ),
  taints: t.Array(t.String({ description: '"key=value:Effect"', pattern: TAINT }), {
    default: [],
    description: 'Taints that the node must have; others are let be.',
  }),
  taints_absent: t.Array(
    t.String({
      description: '"key" or "key:Effect"',
      pattern: '^[A-Za-z0-9][A-Za-z0-9_./-]*(:(NoSchedule|PreferNoSchedule|NoExecute))?$',
    }),
    { default: [], description: 'Taints that the node must not have.' },
  ),
  prune: t.Boolean({
    default: false,
    description:
      'Whether labels and taints go that K3s was last started with (its annotation `k3s.io/node-args`), that are as it set them, and that are named here no more.',
  }),
  exec: t.Path({ default: K3S, description: 'Path of the k3s binary.' }),
  kubeconfig: t.Optional(t.Path({ description: "Kubeconfig on the host. Default: the server's own." })),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  name: t.String({ description: 'Name of the node.' }),
  ready: t.Boolean({ description: 'Whether it is Ready.' }),
  roles: t.Array(t.String({ description: 'Role.' }), { description: 'Its roles, sorted.' }),
  version: t.String({ description: 'Version it runs; "" where it is not known yet.' }),
});

type Answer = ApiAnswer<NodeState | null>;

export const k3sNode = defineModule({
  name: 'k3s-node',
  summary: 'Waits for a node of the cluster and keeps its labels and taints; runs on a server.',
  params: Params,
  result: Result,
  examples: [
    { title: 'Wait for a node', params: { name: 's1' } },
    {
      title: 'Keep workloads off a server',
      params: { name: 's1', labels: { zone: 'a', old: null }, taints: ['CriticalAddonsOnly=true:NoExecute'] },
    },
  ],
  reads: ({ params }) => ({ node: readNode(params) }),
  plan({ params, found }): Plan {
    const { node } = found;
    // Labels and taints of the config are given at registration: what is missing shows only once it is there.
    if (node.api !== 'up' || node.value === null) return [waitForNode(params)];
    const fault = findFault(params, node.value);
    if (fault) return fault;
    const wait = describeMissing(params, node) === undefined ? [] : [waitForNode(params)];
    return [...planWanted(params, node.value), ...wait];
  },
  output({ params, found: { node } }) {
    const { name } = params;
    if (node.api !== 'up' || node.value === null) return { name, ready: false, roles: [], version: '' };
    return { name, ready: node.value.ready, roles: [...node.value.roles], version: node.value.version };
  },
});

function readNode({ name, exec, kubeconfig }: Params) {
  return askApi<NodeState | null>(
    { exec, kubeconfig },
    {
      key: `k3s-node:${name}`,
      what: `the node ${name}`,
      words: ['get', 'node', '--ignore-not-found', name],
      parse: (json) => (json === null ? null : parseNode(json)),
    },
  );
}

function findFault({ name, roles = [], labels }: Params, node: NodeState): PlanFault | undefined {
  const odd = Object.keys(labels).find((label) => textOfLabel(labels[label]) === undefined);
  if (odd !== undefined) return new PlanFault(`the label ${odd} is neither text, number, boolean nor null`);
  const lacking = roles.filter((role) => !node.roles.includes(role));
  if (lacking.length > 0) {
    return new PlanFault(
      `the node ${name} is not ${lacking.join(', ')} but ${node.roles.join(', ') || 'an agent'}`,
      {
        kind: 'assertion',
        hint: 'roles are given by running k3s as server or agent',
      },
    );
  }
  return undefined;
}

function waitForNode(params: Params): PollStep {
  const { name, ready, version } = params;
  const state = `${ready ? 'Ready' : 'in the cluster'}${version === undefined ? '' : ` with ${version}`}`;
  return poll({
    what: `node ${name} is ${state}`,
    read: readNode(params),
    missing: (node) => describeMissing(params, node),
    intervalMs: 2000,
    timeoutMs: params.ready_timeout * 1000,
  });
}

function describeMissing({ ready, version }: Params, node: Answer): string | undefined {
  if (node.api === 'absent') return 'k3s is not installed on the host that asks';
  if (node.api === 'down') return `the API does not answer: ${node.reason}`;
  if (node.value === null) return 'it has not joined';
  if (version !== undefined && node.value.version !== version)
    return `it runs ${node.value.version || 'no version yet'}`;
  return !ready || node.value.ready ? undefined : `not Ready: ${node.value.reason}`;
}

function planWanted(params: Params, node: NodeState): RunStep[] {
  const { name, labels, label_words: words = [], taints, taints_absent: taintsAbsent, prune } = params;
  const texts = Object.entries(labels).map(([label, value]): [string, string | null] => [
    label,
    textOfLabel(value) ?? null,
  ]);
  const given: Readonly<Record<string, string | null>> = Object.fromEntries(texts);
  const named = { labels: { ...readLabelWords(words), ...given }, taints, taintsAbsent };
  const wanted = prune ? pruneMarks(named, node) : named;
  return planMarks(wanted, node, { name, access: params, read: readNode(params) });
}

/** Null removes a label; undefined is no value of a label. */
function textOfLabel(value: unknown): string | null | undefined {
  if (value === null || typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
