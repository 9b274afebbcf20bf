import type { NodeObject } from '../kube/objects.ts';
import { VERSION } from '../version.ts';
import { Connection } from './connection.ts';
import { doubleDoesNot, isNotFound, KubectlFailure } from './failure.ts';
import { get } from './get.ts';
import { apply, diff } from './apply.ts';
import { readDocuments } from './documents.ts';
import { applyMarks, type MarkKind } from './label.ts';
import { drain, editNode, setCordon } from './nodes.ts';
import { isOn, parseOptions, type Options } from './options.ts';
import { resolveResource } from './resource.ts';
import { applyTaints } from './taint.ts';

/** `kubectl ARGV`: the text for stdout; throws `KubectlFailure`. */
export async function runKubectl(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
  const options = parseOptions(argv);
  const { values } = options;
  if (options.words[0] === 'version' && isOn(options, 'client')) return `Client Version: ${VERSION}\n`;
  const place = { kubeconfig: values.get('kubeconfig'), server: values.get('server') };
  const connection = new Connection(
    { ...place, timeoutMs: toMs(values.get('request-timeout')) },
    environment,
  );
  try {
    return await runCommand(connection, options);
  } finally {
    connection.close();
  }
}

async function runCommand(connection: Connection, options: Options): Promise<string> {
  const [command = '', ...words] = options.words;
  switch (command) {
    case 'get':
      return get(connection, options);
    case 'version': {
      const { gitVersion } = await connection.request<{ gitVersion: string }>('/version');
      return `Client Version: ${VERSION}\nServer Version: ${gitVersion}\n`;
    }
    case 'cordon':
    case 'uncordon':
      return setCordon(connection, nodeName(words[0], options), command === 'cordon');
    case 'drain':
      return drain(connection, nodeName(words[0], options));
    case 'delete':
      return deleteObjects(connection, words, options);
    case 'taint':
      return taint(connection, words, options);
    case 'label':
      return mark(connection, words, options);
    case 'apply':
      return apply(connection, options);
    case 'diff':
      return diff(connection, options);
    case 'annotate':
      return mark(connection, words, options);
    default:
      throw doubleDoesNot(`kubectl ${command}`.trim());
  }
}

/** The node of `NAME`, `node/NAME` or `nodes/NAME`. */
function nodeName(word: string | undefined, options: Options): string {
  if (!word) throw new KubectlFailure('error: USAGE: a node must be named');
  return word.includes('/') ? resolveResource(word, options).name : word;
}

async function deleteObjects(
  connection: Connection,
  words: readonly string[],
  options: Options,
): Promise<string> {
  const lines: string[] = [];
  for (const { path, singular, name } of listNamed(words, options)) {
    try {
      await connection.request(path, { method: 'DELETE' });
      lines.push(`${singular} "${name}" deleted\n`);
    } catch (error) {
      if (!isNotFound(error) || !isOn(options, 'ignore-not-found')) throw error;
    }
  }
  return lines.join('');
}

/** What a command is about: `KIND NAME...`, `KIND/NAME`, or the documents of `-f -`. */
function listNamed(
  words: readonly string[],
  options: Options,
): readonly { readonly path: string; readonly singular: string; readonly name: string }[] {
  if (options.values.has('filename')) {
    return readDocuments(options).map(({ object, resource, path }) => ({
      path,
      singular: resource.singular,
      name: object.metadata.name,
    }));
  }
  const [kind = '', ...names] = words;
  const { path, singular, name: own } = resolveResource(kind, options);
  return names.concat(own || []).map((name) => ({ path: path(name), singular, name }));
}

/** The node of `node NAME SPEC...` or `node/NAME SPEC...`, and the specs. */
function splitNodeWords(
  words: readonly string[],
  options: Options,
): { name: string; specs: readonly string[] } {
  const resource = resolveResource(words[0] ?? '', options);
  if (resource.plural !== 'nodes') throw doubleDoesNot(`this with ${resource.plural}`);
  const [name = '', ...specs] = resource.name ? [resource.name, ...words.slice(1)] : words.slice(1);
  if (specs.length === 0) throw new KubectlFailure('error: at least one change is required');
  return { name, specs };
}

async function taint(connection: Connection, words: readonly string[], options: Options): Promise<string> {
  const { name, specs } = splitNodeWords(words, options);
  let verb = '';
  await editNode(connection, name, (node: NodeObject) => {
    const change = applyTaints(node, specs, isOn(options, 'overwrite'));
    verb = change.verb;
    return change.node;
  });
  return `node/${name} ${verb}\n`;
}

async function mark(connection: Connection, words: readonly string[], options: Options): Promise<string> {
  const kind: MarkKind = options.words[0] === 'label' ? 'labels' : 'annotations';
  const { name, specs } = splitNodeWords(words, options);
  const overwrite = isOn(options, 'overwrite');
  const changed = await editNode(connection, name, (node) => applyMarks(node, specs, { kind, overwrite }));
  const removes = specs.every((spec) => spec.endsWith('-') && !spec.includes('='));
  if (kind === 'annotations') return `node/${name} annotated\n`;
  return `node/${name} ${changed ? (removes ? 'unlabeled' : 'labeled') : 'not labeled'}\n`;
}

/** `10s`, `1m`, `500ms` or bare seconds; none, or 0, is half a minute. */
function toMs(text: string | undefined): number {
  const [, count = '', unit = 's'] = /^([\d.]+)(ms|s|m|h)?$/.exec(text ?? '') ?? [];
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  return Number(count) * (units[unit] ?? 1000) || 30_000;
}
