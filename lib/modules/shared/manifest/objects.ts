import { holdsSecret, reveal, revealAll, Secret } from '../../../core/secret.ts';
import { findUnknown, isUnknown, type Unknown } from '../../../core/unknown.ts';
import type { RenderedFile, Text } from '../../../schema/build.ts';
import { identifyObject, parseManifest, type ObjectIdentity } from '../../../source/manifest.ts';
import { PlanFault } from '../../step.ts';

/** An object as a task wants it. */
export interface WantedObject extends ObjectIdentity {
  /** For kubectl: YAML or JSON. */
  readonly text: string;
  /** Whether nobody is to see what is in it. */
  readonly secret: boolean;
}

interface Written {
  readonly content?: unknown;
  readonly src?: RenderedFile | undefined;
  readonly template?: RenderedFile | undefined;
}

/** The objects of a task's params, in order. */
export function listObjects({ content, ...files }: Written): readonly WantedObject[] | PlanFault | Unknown {
  const file = files.src ?? files.template;
  const written = file?.text ?? content;
  const unknown = findUnknown(written);
  if (unknown) return unknown;
  const objects = isText(written) ? readText(written, file?.path ?? '"content"') : readMaps(written);
  return objects instanceof PlanFault ? objects : (findTwice(objects) ?? objects);
}

/** `ConfigMap web/app`, for people. */
export function describeObject({ kind, namespace, name }: ObjectIdentity): string {
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}

function isText(written: unknown): written is Exclude<Text, Unknown> {
  return !isUnknown(written) && (typeof written === 'string' || written instanceof Secret);
}

function readText(text: string | Secret, place: string): readonly WantedObject[] | PlanFault {
  const documents = parseManifest(reveal(text));
  if (typeof documents === 'string') return new PlanFault(`${place}: ${documents}`);
  const tainted = text instanceof Secret;
  return documents.map((one) => ({
    ...one.identity,
    text: one.text,
    secret: tainted || one.identity.kind === 'Secret',
  }));
}

function readMaps(written: unknown): readonly WantedObject[] | PlanFault {
  const objects: WantedObject[] = [];
  for (const [index, map] of (Array.isArray(written) ? written : [written]).entries()) {
    const plain = revealAll(map);
    const identity = identifyObject(plain);
    if (typeof identity === 'string') return new PlanFault(`"content": object ${index + 1} ${identity}`);
    const secret = identity.kind === 'Secret' || holdsSecret(map);
    objects.push({ ...identity, text: `${JSON.stringify(plain)}\n`, secret });
  }
  return objects.length === 0 ? new PlanFault('"content": there is no object in it') : objects;
}

function findTwice(objects: readonly WantedObject[]): PlanFault | undefined {
  const seen = new Set<string>();
  for (const object of objects) {
    const key = `${object.apiVersion} ${describeObject(object)}`;
    if (seen.has(key)) return new PlanFault(`${describeObject(object)} is there twice`);
    seen.add(key);
  }
  return undefined;
}
