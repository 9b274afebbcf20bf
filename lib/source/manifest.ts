import { parseAllDocuments, type Document } from 'yaml';

/** A document that says a Kubernetes object. */
export interface ManifestDocument {
  /** As it was written. */
  readonly text: string;
  readonly identity: ObjectIdentity;
}

/** What an object is called; `namespace` is "" where the document names none. */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * The objects of a text of YAML documents, or what is wrong with it. The documents stay as they were written:
 * kubectl reads numbers and booleans otherwise than YAML 1.2 does.
 */
export function parseManifest(text: string): readonly ManifestDocument[] | string {
  const documents = parseAllDocuments(text, { merge: true, uniqueKeys: true, prettyErrors: true });
  if (!Array.isArray(documents)) return 'there is no object in it';
  const found: ManifestDocument[] = [];
  for (const document of documents as readonly Document.Parsed[]) {
    const [error] = document.errors;
    if (error) return error.message.split('\n')[0]?.replace(/:$/, '') ?? error.message;
    const value = valueOf(document);
    if (value === null) continue;
    const [from, , to] = document.range;
    const line = text.slice(0, from).split('\n').length;
    const identity = identifyObject(value);
    if (typeof identity === 'string') return `the document at line ${line} ${identity}`;
    found.push({ text: text.slice(from, to), identity });
  }
  return found.length === 0 ? 'there is no object in it' : found;
}

/** What an object is called, or what it lacks. */
export function identifyObject(object: unknown): ObjectIdentity | string {
  const { apiVersion, kind, metadata } = toMap(object);
  const { name, namespace } = toMap(metadata);
  const lacks = Object.entries({ apiVersion, kind, 'metadata.name': name }).find(
    ([, value]) => typeof value !== 'string' || value === '',
  );
  if (kind === 'List') return 'is a List: write its items as documents of their own';
  if (lacks) return `has no ${lacks[0]} that is a text`;
  return {
    apiVersion,
    kind,
    name,
    namespace: typeof namespace === 'string' ? namespace : '',
  } as ObjectIdentity;
}

/** Undefined where aliases would make it huge. */
function valueOf(document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}

function toMap(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}
