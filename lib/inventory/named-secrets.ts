import { fault, type Diagnostic, type Span } from '../core/diagnostic.ts';
import { hintNearest } from '../core/nearest.ts';
import { Secret } from '../core/secret.ts';
import { isPlainMap } from '../schema/examine.ts';
import type { SourceDocument } from '../source/document.ts';
import type { Path } from '../source/positions.ts';
import { SecretName } from '../source/tags.ts';

export type KeptSecrets = ReadonlyMap<string, Secret>;

/** Stands for all secrets where nobody may read them: long enough for what is asked of most. */
const STAND_IN = new Secret('unread-secret-unread-secret-unread');

export interface FillSecretsOptions {
  readonly kept: KeptSecrets | undefined;
  /** What the secrets lie beside, as `-i` names it. */
  readonly inventory: string;
}

export interface FilledDocument {
  readonly document: SourceDocument;
  readonly secrets: readonly Secret[];
  readonly faults: readonly Diagnostic[];
}

/**
 * The document with each `!secret name` replaced by the secret, and those that were named. `kept` is asked only
 * where one is named; without it a stand-in takes their place, as that of names without a secret, which are faults.
 */
export function fillSecrets(
  document: SourceDocument,
  { kept, inventory }: FillSecretsOptions,
): FilledDocument {
  const named = new Set<Secret>();
  const faults: Diagnostic[] = [];

  function fill(value: unknown, path: Path): unknown {
    if (value instanceof SecretName) return find(value.name, path);
    if (Array.isArray(value)) return value.map((item, index) => fill(item, [...path, index]));
    if (!isPlainMap(value)) return value;
    const entries = Object.entries(value).map(([key, part]) => [key, fill(part, [...path, key])]);
    return Object.fromEntries(entries) as unknown;
  }

  function find(name: string, path: Path): Secret {
    const secret = kept ? kept.get(name) : STAND_IN;
    if (secret) {
      named.add(secret);
      return secret;
    }
    faults.push(describeUnknownSecret(name, kept, { inventory, span: document.spanAt(path) }));
    return STAND_IN;
  }

  const value = fill(document.value, []);
  return { document: { ...document, value }, secrets: [...named], faults };
}

export function describeUnknownSecret(
  name: string,
  kept: KeptSecrets | undefined,
  { inventory, span }: { readonly inventory: string; readonly span: Span },
): Diagnostic {
  const hint =
    hintNearest(name, kept?.keys() ?? []) ?? `keep one: k3play secrets set ${name} -i ${inventory}`;
  return fault('inventory/unknown-secret', `no secret is called "${name}"`, { span, hint });
}
