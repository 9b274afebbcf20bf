import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../kube/objects.ts';
import { doubleDoesNot, KubectlFailure } from './failure.ts';
import type { Options } from './options.ts';
import { resolveResource, type Resource } from './resource.ts';

export interface NamedObject {
  readonly object: KubeObject;
  readonly resource: Resource;
  readonly path: string;
  /** `v1.ConfigMap.default.app`: what kubectl calls the file of a difference. */
  readonly fileName: string;
}

/** The kinds that manifests may be of. */
const PLURALS: Readonly<Record<string, string>> = { ConfigMap: 'configmaps', Namespace: 'namespaces' };
const KNOWN = ['Deployment', 'Secret', 'Service', 'Pod', 'Node', 'List'];

/** The objects of `-f -`. */
export function readDocuments(options: Options): readonly NamedObject[] {
  if (options.values.get('filename') !== '-') throw doubleDoesNot('-f FILE; use -f -');
  const documents = parseAllDocuments(readFileSync(0, 'utf8'), { version: '1.1' });
  const objects = Array.isArray(documents) ? documents.map((one) => one.toJS() as KubeObject | null) : [];
  const named = objects.filter((object) => object !== null).map((object) => nameObject(object, options));
  if (named.length === 0) throw new KubectlFailure('error: no objects passed to kubectl');
  return named;
}

function nameObject(object: KubeObject, options: Options): NamedObject {
  const { apiVersion, kind, metadata } = object;
  const plural = apiVersion === 'v1' ? PLURALS[kind] : undefined;
  if (plural === undefined) {
    if (KNOWN.includes(kind)) throw doubleDoesNot(`this with a ${kind}`);
    const what = `no matches for kind "${kind}" in version "${apiVersion}"`;
    throw new KubectlFailure(
      `error: resource mapping not found for name: "${metadata.name}" namespace: "${metadata.namespace ?? ''}" from "STDIN": ${what}\nensure CRDs are installed first`,
    );
  }
  const namespace =
    kind === 'Namespace' ? '' : (metadata.namespace ?? options.values.get('namespace') ?? 'default');
  const values = new Map([...options.values, ['namespace', namespace]]);
  const resource = resolveResource(plural, { ...options, values });
  const fileName = `${apiVersion}.${kind}.${namespace}.${metadata.name}`;
  return { object, resource, path: resource.path(metadata.name), fileName };
}
