import { applyFields, describeConflicts, type Application } from '../kube/managed-fields.ts';
import type { KubeObject } from '../kube/objects.ts';
import { Refusal, type Address, type Resources } from './resources.ts';

/** Those that can be applied. */
const APPLICABLE = ['configmaps', 'namespaces'];
/** Namespaces that every cluster has. */
const BORN = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

export interface ServerSideApply extends Application {
  readonly dryRun: boolean;
}

/** A server-side apply of an object: what it is then, or with `dryRun` would be. */
export async function applyObject(
  resources: Resources,
  address: Address,
  { wanted, ...apply }: ServerSideApply & { readonly wanted: KubeObject },
): Promise<KubeObject> {
  if (!APPLICABLE.includes(address.resource)) {
    throw new Refusal(
      415,
      'UnsupportedMediaType',
      `this is a test double of K3s: it applies no ${address.resource}`,
    );
  }
  await demandNamespace(resources, address);
  checkData(address, wanted);
  const live = await resources.find(address);
  const applied = applyFields(live, wanted, apply);
  if (applied instanceof Map) {
    throw new Refusal(409, 'Conflict', describeConflicts(applied, wanted.apiVersion));
  }
  const object = applied as KubeObject;
  if (apply.dryRun || JSON.stringify(live) === JSON.stringify(object)) return object;
  return live
    ? resources.replace(address, object)
    : resources.create(address, withNamespace(object, address));
}

async function demandNamespace(resources: Resources, { resource, namespace }: Address): Promise<void> {
  if (resource === 'namespaces' || BORN.includes(namespace)) return;
  await resources.get({ resource: 'namespaces', namespace: '', name: namespace });
}

function checkData({ namespace, name }: Address, wanted: KubeObject): void {
  const { data = {} } = wanted as { data?: Readonly<Record<string, unknown>> };
  const [odd] = Object.entries(data).filter(([, value]) => typeof value !== 'string');
  if (!odd) return;
  const what = `${namespace}/${name}; /${wanted.apiVersion}, Kind=${wanted.kind}`;
  throw new Refusal(
    500,
    'InternalError',
    `failed to create typed patch object (${what}): .data.${odd[0]}: expected string, got &value.valueUnstructured{Value:${String(odd[1])}}`,
  );
}

function withNamespace(object: KubeObject, { resource, namespace }: Address): KubeObject {
  return resource === 'namespaces' ? object : { ...object, metadata: { ...object.metadata, namespace } };
}
