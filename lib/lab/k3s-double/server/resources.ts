import { randomUUID } from 'node:crypto';
import { Conflict, type Datastore, type Row } from '../datastore/datastore.ts';
import { toKubeTime, type KubeList, type KubeObject } from '../kube/objects.ts';

/** The resources the double knows, with their kinds. Of most it only knows that there are none. */
const KINDS: Readonly<Record<string, string>> = {
  configmaps: 'ConfigMap',
  daemonsets: 'DaemonSet',
  deployments: 'Deployment',
  endpoints: 'Endpoints',
  events: 'Event',
  leases: 'Lease',
  namespaces: 'Namespace',
  nodes: 'Node',
  pods: 'Pod',
  secrets: 'Secret',
  services: 'Service',
};
const CLUSTER_WIDE = ['nodes', 'namespaces'];

export interface Address {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** A refusal that the API answers with a Status. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: number;
  readonly reason: string;

  constructor(code: number, reason: string, message: string) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}

/** `/api/v1/nodes/n1` and its like; undefined when the path is of another kind. */
export function parseResourcePath(path: string): Address | undefined {
  const match = /^\/(?:api\/v1|apis\/[\w.]+\/v1)(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?$/.exec(
    path,
  );
  if (!match) return undefined;
  const [, namespace = '', resource = '', name = ''] = match.map(
    (part: string | undefined) => part && decodeURIComponent(part),
  );
  return KINDS[resource] === undefined ? undefined : { namespace, resource, name };
}

/** The name of an object's row. */
export function keyOf({ resource, namespace, name }: Address): string {
  const folder = resource === 'endpoints' ? 'services/endpoints' : resource;
  return `/registry/${[folder, ...(namespace && !CLUSTER_WIDE.includes(resource) ? [namespace] : []), name].join('/')}`;
}

/** Kubernetes objects as JSON in rows of the datastore. */
export class Resources {
  readonly datastore: Datastore;

  constructor(datastore: Datastore) {
    this.datastore = datastore;
  }

  async list<T extends KubeObject>(address: Address): Promise<KubeList<T>> {
    const rows = await this.datastore.list(keyOf({ ...address, name: '' }));
    return {
      kind: `${KINDS[address.resource] ?? ''}List`,
      apiVersion: 'v1',
      metadata: { resourceVersion: String(await this.datastore.revision()) },
      items: rows.map((row) => toObject(row) as T),
    };
  }

  async find<T extends KubeObject>(address: Address): Promise<T | undefined> {
    const row = await this.datastore.get(keyOf(address));
    return row && (toObject(row) as T);
  }

  async get<T extends KubeObject>(address: Address): Promise<T> {
    return (await this.find<T>(address)) ?? notFound(address);
  }

  async create<T extends KubeObject>(address: Address, object: T): Promise<T> {
    const born = { creationTimestamp: toKubeTime(new Date()), uid: randomUUID() };
    const whole = { ...object, metadata: { ...object.metadata, ...born } };
    try {
      return toObject(await this.datastore.create(keyOf(address), JSON.stringify(whole))) as T;
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      throw new Refusal(409, 'AlreadyExists', `${describe(address)} already exists`);
    }
  }

  /** Replaces the revision the object was read at; without one, whatever is there. */
  async replace<T extends KubeObject>(address: Address, object: T): Promise<T> {
    const name = keyOf(address);
    const { resourceVersion, ...metadata } = object.metadata;
    const value = JSON.stringify({ ...object, metadata });
    try {
      const row =
        resourceVersion === undefined
          ? await this.datastore.put(name, value)
          : await this.datastore.update({ name, revision: Number(resourceVersion), value: '' }, value);
      return toObject(row) as T;
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      const why =
        'the object has been modified; please apply your changes to the latest version and try again';
      throw new Refusal(409, 'Conflict', `Operation cannot be fulfilled on ${describe(address)}: ${why}`);
    }
  }

  async delete(address: Address): Promise<void> {
    await this.get(address);
    await this.datastore.delete(keyOf(address));
  }
}

function toObject({ value, revision }: Row): KubeObject {
  const object = JSON.parse(value) as KubeObject;
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

function notFound(address: Address): never {
  throw new Refusal(404, 'NotFound', `${describe(address)} not found`);
}

function describe({ resource, name }: Address): string {
  return `${resource} ${JSON.stringify(name)}`;
}
