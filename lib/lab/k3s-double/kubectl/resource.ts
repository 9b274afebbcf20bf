import { KubectlFailure } from './failure.ts';
import { isOn, type Options } from './options.ts';

const SINGULAR: Readonly<Record<string, string>> = {
  configmaps: 'configmap',
  endpoints: 'endpoints',
  leases: 'lease.coordination.k8s.io',
  namespaces: 'namespace',
  nodes: 'node',
  pods: 'pod',
  secrets: 'secret',
  services: 'service',
};
const SHORT: Readonly<Record<string, string>> = {
  no: 'nodes',
  po: 'pods',
  ep: 'endpoints',
  ns: 'namespaces',
  cm: 'configmaps',
  svc: 'services',
};

export interface Resource {
  readonly plural: string;
  readonly singular: string;
  /** The name in `node/NAME`; empty when the kind stood alone. */
  readonly name: string;
  readonly path: (name: string) => string;
}

/** What `nodes`, `node`, `no` or `node/NAME` means. */
export function resolveResource(word: string, options: Options): Resource {
  const [kind = '', name = ''] = word.split('/');
  const plural =
    SHORT[kind] ?? Object.keys(SINGULAR).find((key) => key === kind || SINGULAR[key]?.split('.')[0] === kind);
  if (plural === undefined) {
    throw new KubectlFailure(`error: the server doesn't have a resource type ${JSON.stringify(kind)}`);
  }
  const clusterWide = plural === 'nodes' || plural === 'namespaces' || isOn(options, 'all-namespaces');
  const scope = clusterWide ? '' : `/namespaces/${options.values.get('namespace') ?? 'default'}`;
  const group = plural === 'leases' ? '/apis/coordination.k8s.io/v1' : '/api/v1';
  const path = (item: string): string =>
    `${group}${scope}/${plural}${item && `/${encodeURIComponent(item)}`}`;
  return { plural, singular: SINGULAR[plural] ?? plural, name, path };
}
