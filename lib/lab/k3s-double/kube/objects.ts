export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly managedFields?: readonly ManagedFields[];
}

/** What one manager has applied to an object. */
export interface ManagedFields {
  readonly manager: string;
  readonly operation: 'Apply';
  readonly apiVersion: string;
  readonly time: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: FieldTree;
}

/** Fields by name, each with `f:` before it. */
export interface FieldTree {
  readonly [field: `f:${string}`]: FieldTree;
}

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

export interface KubeList<T extends KubeObject = KubeObject> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly T[];
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly lastHeartbeatTime: string;
  readonly lastTransitionTime: string;
}

export interface NodeObject extends KubeObject {
  readonly spec: {
    readonly providerID?: string;
    readonly taints?: readonly Taint[] | undefined;
    readonly unschedulable?: boolean | undefined;
  };
  readonly status: {
    readonly addresses: readonly { readonly type: string; readonly address: string }[];
    readonly capacity: Readonly<Record<string, string>>;
    readonly conditions: readonly Condition[];
    readonly nodeInfo: Readonly<Record<string, string>>;
  };
}

export interface LeaseObject extends KubeObject {
  readonly spec: { readonly holderIdentity: string; readonly renewTime: string };
}

export interface SecretObject extends KubeObject {
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
}

export interface EndpointsObject extends KubeObject {
  readonly subsets: readonly {
    readonly addresses: readonly { readonly ip: string }[];
    readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: string }[];
  }[];
}

/** The body of every refusal. */
export interface StatusObject {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, never>>;
  readonly status: 'Failure' | 'Success';
  readonly message: string;
  readonly reason: string;
  readonly code: number;
}

const READY = 'Ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const NOT_READY = 'node.kubernetes.io/not-ready';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';
const OURS = [UNREACHABLE, NOT_READY, UNSCHEDULABLE];

export function readyCondition(node: NodeObject): Condition | undefined {
  return node.status.conditions.find(({ type }) => type === READY);
}

type NewCondition = Pick<Condition, 'status' | 'reason' | 'message'>;

/** The node with its Ready condition set; the time of transition moves only when the status does. */
export function withReady(node: NodeObject, condition: NewCondition, now: Date): NodeObject {
  const before = readyCondition(node);
  const time = toKubeTime(now);
  const moved = before?.status === condition.status ? before.lastTransitionTime : time;
  const ready = { type: READY, ...condition, lastHeartbeatTime: time, lastTransitionTime: moved };
  const others = node.status.conditions.filter(({ type }) => type !== READY);
  return { ...node, status: { ...node.status, conditions: [...others, ready] } };
}

/** The taints the node life cycle keeps on a node for its condition, beside those of users. */
export function withLifecycleTaints(node: NodeObject): NodeObject {
  const status = readyCondition(node)?.status;
  const keys = [
    ...(status === 'Unknown' ? [UNREACHABLE] : []),
    ...(status === 'False' ? [NOT_READY] : []),
    ...(node.spec.unschedulable ? [UNSCHEDULABLE] : []),
  ];
  const users = (node.spec.taints ?? []).filter(({ key }) => !OURS.includes(key));
  const taints = [...users, ...keys.map((key) => ({ key, effect: 'NoSchedule' }))];
  return withTaints(node, taints);
}

/** Kubernetes leaves out an empty list. */
export function withTaints(node: NodeObject, taints: readonly Taint[]): NodeObject {
  return { ...node, spec: { ...node.spec, taints: taints.length > 0 ? taints : undefined } };
}

/** Kubernetes writes times without fractions of a second. */
export function toKubeTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
