/** What a value given to a filter is; "text" is anything that prints: a text, a number, a boolean. */
export const FILTER_TYPES = ['text', 'number', 'boolean', 'list', 'map', 'any'] as const;
export type FilterType = (typeof FILTER_TYPES)[number];

export interface FilterParam {
  readonly name: string;
  readonly type: FilterType;
  readonly summary: string;
  /** It need not be given; those behind it need not be either. */
  readonly optional?: boolean;
}

export interface FilterExample {
  readonly args: readonly unknown[];
  readonly result: unknown;
}

/** A function from values to a value, for text and expressions. It asks nothing and changes nothing. */
export interface Filter {
  /** By which text and expressions call it, such as `megabytes`. */
  readonly name: string;
  readonly summary: string;
  readonly params: readonly FilterParam[];
  readonly result: FilterType;
  readonly examples: readonly FilterExample[];
  /** May throw: what called it fails then, with the message. */
  readonly apply: (...args: never[]) => unknown;
}

interface Values {
  readonly text: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly list: readonly unknown[];
  readonly map: Readonly<Record<string, unknown>>;
  readonly any: unknown;
}

type ArgOf<P extends FilterParam> = P['optional'] extends true
  ? Values[P['type']] | undefined
  : Values[P['type']];

/** What `apply` gets, in the order of the params. */
export type FilterArgs<P extends readonly FilterParam[]> = { readonly [At in keyof P]: ArgOf<P[At]> };

export interface FilterDefinition<P extends readonly FilterParam[], R extends FilterType> extends Filter {
  readonly params: P;
  readonly result: R;
  readonly apply: (...args: FilterArgs<P>) => Values[R];
}

/**
 * A filter as it is defined in a file of `filters` beside a playbook. k3play gives it plain data, secrets revealed,
 * and calls it only when all of that is known; what it makes of a secret is a secret again.
 */
export function defineFilter<const P extends readonly FilterParam[], R extends FilterType>(
  definition: FilterDefinition<P, R>,
): FilterDefinition<P, R> {
  return definition;
}
