import { stringify } from 'yaml';
import type { EndpointsObject, KubeList, KubeObject, NodeObject } from '../kube/objects.ts';
import type { Connection } from './connection.ts';
import { readDocuments } from './documents.ts';
import { doubleDoesNot, isNotFound, KubectlFailure } from './failure.ts';
import { isOn, type Options } from './options.ts';
import { resolveResource } from './resource.ts';
import { formatEndpoints, formatNames, formatNodes, type TableOptions } from './table.ts';

/** `kubectl get`: what to print. */
export async function get(connection: Connection, options: Options): Promise<string> {
  const raw = options.values.get('raw');
  if (raw !== undefined) return connection.raw(raw);
  if (options.values.has('filename')) return getDocuments(connection, options);
  const [, kind = '', ...names] = options.words;
  if (kind === '') throw new KubectlFailure('error: You must specify the type of resource to get.');
  const output = options.values.get('output') ?? '';
  if (!['', 'wide', 'json', 'yaml', 'name'].includes(output))
    throw doubleDoesNot(`-o ${output}; use -o json`);
  const resource = resolveResource(kind, options);
  const asked = names.concat(resource.name || []);
  const found = await getNamed(connection, asked.map(resource.path), isOn(options, 'ignore-not-found'));
  if (asked.length > 0 && found.length === 0) return '';
  const single = asked.length === 1 ? found[0] : undefined;
  const items = asked.length > 0 ? found : (await connection.request<KubeList>(resource.path(''))).items;
  const list = { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items };
  switch (output) {
    case 'json':
      return `${JSON.stringify(single ?? list, null, 4)}\n`;
    case 'yaml':
      return stringify(single ?? list);
    case 'name':
      return items.map(({ metadata }) => `${resource.singular}/${metadata.name}\n`).join('');
    default:
      return formatItems(resource.plural, items, {
        wide: output === 'wide',
        headers: !isOn(options, 'no-headers'),
        now: new Date(),
      });
  }
}

async function getDocuments(connection: Connection, options: Options): Promise<string> {
  if (options.values.get('output') !== 'name') throw doubleDoesNot('get -f without -o name');
  const lines: string[] = [];
  for (const { path, resource, object } of readDocuments(options)) {
    const [found] = await getNamed(connection, [path], isOn(options, 'ignore-not-found'));
    if (found) lines.push(`${resource.singular}/${object.metadata.name}\n`);
  }
  return lines.join('');
}

function formatItems(plural: string, items: readonly KubeObject[], table: TableOptions): string {
  switch (plural) {
    case 'nodes':
      return formatNodes(items as readonly NodeObject[], table);
    case 'endpoints':
      return formatEndpoints(items as readonly EndpointsObject[], table);
    default:
      return formatNames(items, table);
  }
}

async function getNamed(
  connection: Connection,
  paths: readonly string[],
  lenient: boolean,
): Promise<KubeObject[]> {
  const found: KubeObject[] = [];
  for (const path of paths) {
    try {
      found.push(await connection.request<KubeObject>(path));
    } catch (error) {
      if (!lenient || !isNotFound(error)) throw error;
    }
  }
  return found;
}
