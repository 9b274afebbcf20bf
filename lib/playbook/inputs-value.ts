import type { Diagnostic } from '../core/diagnostic.ts';
import type { Variable } from '../inventory/model.ts';
import type { TSchema } from '../schema/build.ts';
import { isPlainMap } from '../schema/examine.ts';
import type { SchemaValidator } from '../schema/validate.ts';
import type { GeneratedSecrets } from '../secrets/generated.ts';
import { describeInputIssue } from './inputs-faults.ts';
import type { InputsSchema } from './model.ts';

/** One input's value for all hosts that have the same levels. */
export interface InputValue {
  /** Told apart by this, values of one input need no comparing. */
  readonly id: number;
  readonly kind: 'present' | 'missing';
  readonly value: unknown;
  /** Where it came from, farthest first. */
  readonly layers: readonly Variable[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The keywords of an input's schema that are read here. */
export interface InputNode {
  readonly default?: unknown;
  readonly generate?: { readonly length: number };
  readonly sameOn?: string;
  readonly localFile?: true;
  readonly properties?: Readonly<Record<string, InputNode>>;
  readonly description?: string;
}

interface Context {
  readonly validator: SchemaValidator;
  readonly generated: Pick<GeneratedSecrets, 'get'>;
}

export class InputResolver {
  readonly name: string;
  readonly schema: InputNode;
  /** A map of just this input, so that its default applies like any other. */
  readonly #holder: TSchema;
  readonly #context: Context;
  readonly #identities = new Map<unknown, number>();
  readonly #values = new Map<string, InputValue>();

  constructor(name: string, schema: InputsSchema[string], context: Context) {
    this.name = name;
    this.schema = schema;
    this.#holder = { type: 'object', properties: { [name]: schema } };
    this.#context = context;
  }

  /** The levels' values merged, defaulted, generated where wanted, and validated. */
  resolve(layers: readonly Variable[]): InputValue {
    const key = layers.map(({ value }) => this.#identify(value)).join(',');
    const known = this.#values.get(key);
    if (known) return known;
    const fresh = { ...this.#resolveFresh(layers), id: this.#values.size, layers };
    this.#values.set(key, fresh);
    return fresh;
  }

  #identify(value: unknown): number {
    const known = this.#identities.get(value) ?? this.#identities.size;
    this.#identities.set(value, known);
    return known;
  }

  #resolveFresh(layers: readonly Variable[]): Omit<InputValue, 'id' | 'layers'> {
    const { validator } = this.#context;
    const merged = layers.map(({ value }) => value).reduce<unknown>(mergeValues, undefined);
    const written = merged === undefined ? {} : { [this.name]: merged };
    const defaulted = validator.validate(this.#holder, written).value;
    const whole = this.#generate(defaulted, { properties: { [this.name]: this.schema } }, []);
    const { value, issues } = validator.validate(this.#holder, whole);
    const input = isPlainMap(value) ? value[this.name] : undefined;
    if (input === undefined) return { kind: 'missing', value: undefined, diagnostics: [] };
    const diagnostics = issues.map((issue) => describeInputIssue(issue, { layers, schema: this.schema }));
    return { kind: 'present', value: input, diagnostics };
  }

  /** A copy with what the schema wants generated where there is nothing; never inside what is not there. */
  #generate(value: unknown, { properties }: InputNode, path: readonly string[]): unknown {
    if (!isPlainMap(value) || !properties) return value;
    const copy: Record<string, unknown> = { ...value };
    for (const [name, node] of Object.entries(properties)) {
      const place = [...path, name];
      if (node.generate && (copy[name] === undefined || copy[name] === null)) {
        copy[name] = this.#context.generated.get(place.join('.'), node.generate.length);
      } else if (copy[name] !== undefined) {
        copy[name] = this.#generate(copy[name], node, place);
      }
    }
    return copy;
  }
}

/** Maps are merged key by key; of everything else the nearer one holds. */
export function mergeValues(far: unknown, near: unknown): unknown {
  if (!isPlainMap(far) || !isPlainMap(near)) return near;
  const merged: Record<string, unknown> = { ...far };
  for (const [key, value] of Object.entries(near)) {
    merged[key] = Object.hasOwn(far, key) ? mergeValues(far[key], value) : value;
  }
  return merged;
}
