import type { Diagnostic } from '../core/diagnostic.ts';
import type { Variable } from '../inventory/model.ts';
import type { TSchema } from '../schema/build.ts';
import { isPlainMap } from '../schema/examine.ts';
import { describeInputIssue } from './inputs-faults.ts';
import { fillGenerated, type GenerateContext } from './inputs-generated.ts';
import type { InputNode } from './inputs-node.ts';
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

export class InputResolver {
  readonly name: string;
  readonly schema: InputNode;
  /** A map of just this input, so that its default applies like any other. */
  readonly #holder: TSchema;
  readonly #context: GenerateContext;
  readonly #identities = new Map<unknown, number>();
  readonly #values = new Map<string, InputValue>();

  constructor(name: string, schema: InputsSchema[string], context: GenerateContext) {
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
    const filled = fillGenerated(
      defaulted,
      { properties: { [this.name]: this.schema } },
      { ...this.#context, path: [] },
    );
    const { value, issues } = validator.validate(this.#holder, filled.value);
    const input = isPlainMap(value) ? value[this.name] : undefined;
    if (input === undefined) return { kind: 'missing', value: undefined, diagnostics: [] };
    // What could not be made does not fit either: that need not be told as well.
    const told = filled.issues.length > 0 ? filled.issues : issues;
    const diagnostics = told.map((issue) => describeInputIssue(issue, { layers, schema: this.schema }));
    return { kind: 'present', value: input, diagnostics };
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
