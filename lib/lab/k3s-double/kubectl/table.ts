import { readyCondition, type EndpointsObject, type KubeObject, type NodeObject } from '../kube/objects.ts';

export interface TableOptions {
  readonly wide: boolean;
  readonly headers: boolean;
  readonly now: Date;
}

type Cells = readonly string[];

/** A table as kubectl prints it: columns as wide as their widest cell and three spaces. */
export function formatTable(rows: readonly Cells[]): string {
  const widths = (rows[0] ?? []).map(
    (_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)) + 3,
  );
  const lines = rows.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join(''),
  );
  return lines.map((line) => `${line}\n`).join('');
}

const NODE_HEADERS = ['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION'];
const WIDE_HEADERS = ['INTERNAL-IP', 'EXTERNAL-IP', 'OS-IMAGE', 'KERNEL-VERSION', 'CONTAINER-RUNTIME'];

export function formatNodes(nodes: readonly NodeObject[], { wide, headers, now }: TableOptions): string {
  const rows = nodes.map((node) => [...nodeCells(node, now), ...(wide ? wideCells(node) : [])]);
  return formatTable([...(headers ? [[...NODE_HEADERS, ...(wide ? WIDE_HEADERS : [])]] : []), ...rows]);
}

function nodeCells(node: NodeObject, now: Date): string[] {
  const { name } = node.metadata;
  return [
    name,
    describeStatus(node),
    describeRoles(node),
    ageOf(node, now),
    node.status.nodeInfo.kubeletVersion ?? '',
  ];
}

function wideCells({ status }: NodeObject): string[] {
  const address = (type: string): string =>
    status.addresses.find((entry) => entry.type === type)?.address ?? '<none>';
  const info = (key: string): string => status.nodeInfo[key] ?? '<unknown>';
  return [
    address('InternalIP'),
    address('ExternalIP'),
    info('osImage'),
    info('kernelVersion'),
    info('containerRuntimeVersion'),
  ];
}

function describeStatus(node: NodeObject): string {
  const ready = readyCondition(node)?.status === 'True' ? 'Ready' : 'NotReady';
  return node.spec.unschedulable ? `${ready},SchedulingDisabled` : ready;
}

function describeRoles({ metadata }: NodeObject): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.keys(metadata.labels ?? {}).filter((label) => label.startsWith(prefix));
  return (
    roles
      .map((label) => label.slice(prefix.length))
      .sort()
      .join(',') || '<none>'
  );
}

export function formatEndpoints(list: readonly EndpointsObject[], { headers, now }: TableOptions): string {
  const rows = list.map((endpoints) => {
    const sockets = endpoints.subsets.flatMap(({ addresses, ports }) =>
      addresses.map(({ ip }) => `${ip}:${ports[0]?.port ?? ''}`),
    );
    const more = sockets.length > 3 ? ` + ${sockets.length - 3} more...` : '';
    return [
      endpoints.metadata.name,
      (sockets.slice(0, 3).join(',') || '<none>') + more,
      ageOf(endpoints, now),
    ];
  });
  return formatTable([...(headers ? [['NAME', 'ENDPOINTS', 'AGE']] : []), ...rows]);
}

export function formatNames(list: readonly KubeObject[], { headers, now }: TableOptions): string {
  const rows = list.map((object) => [object.metadata.name, ageOf(object, now)]);
  return formatTable([...(headers ? [['NAME', 'AGE']] : []), ...rows]);
}

function ageOf({ metadata }: KubeObject, now: Date): string {
  const born = Date.parse(metadata.creationTimestamp ?? '');
  return Number.isNaN(born) ? '<unknown>' : describeAge(now.getTime() - born);
}

/** kubectl's way to say how long something has been: finer while it is young. */
export function describeAge(ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const join = (big: number, unit: string, small: string): string => `${big}${unit}${small}`;
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return join(minutes, 'm', seconds % 60 ? `${seconds % 60}s` : '');
  if (minutes < 180) return `${minutes}m`;
  if (hours < 8) return join(hours, 'h', minutes % 60 ? `${minutes % 60}m` : '');
  if (hours < 48) return `${hours}h`;
  if (days < 8) return join(days, 'd', hours % 24 ? `${hours % 24}h` : '');
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return join(years, 'y', years < 8 && days % 365 ? `${days % 365}d` : '');
}
