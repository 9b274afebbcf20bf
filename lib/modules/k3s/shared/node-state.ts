/** A node as the API has it, as far as modules care. */
export interface NodeState {
  readonly name: string;
  readonly ready: boolean;
  /** Why it is not ready, in the kubelet's words; "" where it is. */
  readonly reason: string;
  /** Sorted, such as ["control-plane", "master"]; none for an agent. */
  readonly roles: readonly string[];
  /** Such as "v1.30.4+k3s1". */
  readonly version: string;
  readonly internalIp: string;
  /** As kubectl writes them: "key=value:Effect" or "key:Effect". */
  readonly taints: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly unschedulable: boolean;
  /** The words of `node-label` and `node-taint` that K3s was last started with. */
  readonly startedWith: { readonly labels: readonly string[]; readonly taints: readonly string[] };
}

const ROLE_LABEL = 'node-role.kubernetes.io/';

/** Total: whatever is missing or of another type counts as not there. */
export function parseNode(json: unknown): NodeState {
  const metadata = mapOf(mapOf(json)['metadata']);
  const spec = mapOf(mapOf(json)['spec']);
  const status = mapOf(mapOf(json)['status']);
  const labels = Object.fromEntries(
    Object.entries(mapOf(metadata['labels'])).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
  const condition = listOf(status['conditions']).find((each) => each['type'] === 'Ready') ?? {};
  const ready = condition['status'] === 'True';
  const address = listOf(status['addresses']).find((each) => each['type'] === 'InternalIP') ?? {};
  return {
    name: textOf(metadata['name']),
    ready,
    reason: ready
      ? ''
      : textOf(condition['message']) || textOf(condition['reason']) || 'its kubelet has not reported yet',
    roles: Object.keys(labels)
      .filter((label) => label.startsWith(ROLE_LABEL))
      .map((label) => label.slice(ROLE_LABEL.length))
      .sort(),
    version: textOf(mapOf(status['nodeInfo'])['kubeletVersion']),
    internalIp: textOf(address['address']),
    taints: listOf(spec['taints']).map(({ key, value, effect }) => {
      return `${textOf(key)}${textOf(value) === '' ? '' : `=${textOf(value)}`}:${textOf(effect)}`;
    }),
    labels,
    unschedulable: spec['unschedulable'] === true,
    startedWith: parseStart(mapOf(metadata['annotations'])['k3s.io/node-args']),
  };
}

/** K3s notes its command line, settings of its files included, as a JSON list: each flag, then its value. */
function parseStart(annotation: unknown): NodeState['startedWith'] {
  const words = parseList(annotation).flatMap((word) => {
    const [, flag, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
    return flag === undefined || value === undefined ? [word] : [flag, value];
  });
  const valuesOf = (flag: string): readonly string[] =>
    words.flatMap((word, index) => (words[index - 1] === flag ? word.split(',') : []));
  return { labels: valuesOf('--node-label'), taints: valuesOf('--node-taint') };
}

function parseList(json: unknown): readonly string[] {
  try {
    const list: unknown = JSON.parse(textOf(json));
    return Array.isArray(list) ? list.map(textOf) : [];
  } catch {
    return [];
  }
}

/** The nodes of a list, sorted by name. */
export function parseNodes(json: unknown): readonly NodeState[] {
  return listOf(mapOf(json)['items'])
    .map(parseNode)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

type Json = Readonly<Record<string, unknown>>;

function mapOf(value: unknown): Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : {};
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(mapOf) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
