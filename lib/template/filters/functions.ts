import { toCel } from '../cel/plain.ts';
import type { CheckedType, LazyFunction } from '../cel/macros.ts';
import { WrongValue } from '../errors.ts';
import { fitsTypes, nameTypes, type ValueType } from '../text/helper.ts';
import { callFilter, FailedFilter, type OwnFilter } from './call.ts';
import type { Filter, FilterParam, FilterType } from './define.ts';

/** A filter as expressions call it: a function for each number of arguments that it takes. */
export function buildFunctions(own: OwnFilter): readonly LazyFunction[] {
  const { name, summary, params, result } = own.filter;
  return listForms(own.filter).map((form) => ({
    name,
    topic: '',
    summary,
    examples: {},
    parameters: form.map((param) => param.name),
    returns: CEL_TYPES[result],
    refuse: (type, at) => explainArgument(name, params[at], type),
    run(args, evaluation) {
      const values = args.map((arg) => evaluation.settle(arg()));
      return toCel(nameFailure(name, () => callFilter(own, values, evaluation.usage)));
    },
  }));
}

/** Its params with ever more of those that need not be given. */
export function listForms({ params }: Filter): readonly (readonly FilterParam[])[] {
  const least = params.filter(({ optional }) => optional !== true).length;
  return Array.from({ length: params.length - least + 1 }, (_, more) => params.slice(0, least + more));
}

/** A number is of either of two types, which is known when it is there. */
const CEL_TYPES: Readonly<Record<FilterType, string>> = {
  text: 'string',
  number: 'dyn',
  boolean: 'bool',
  list: 'list',
  map: 'map',
  any: 'dyn',
};

function explainArgument(
  name: string,
  param: FilterParam | undefined,
  type: CheckedType,
): string | undefined {
  const given = typeOf(type);
  if (!param || given === undefined || fitsTypes(given, [param.type])) return undefined;
  return `${name}() takes ${nameTypes([param.type])} as its ${param.name}, got ${nameTypes([given])}`;
}

/** Undefined where it is known only when it runs. */
function typeOf({ kind, name }: CheckedType): ValueType | undefined {
  if (kind === 'list' || kind === 'map') return kind;
  return kind === 'primitive' ? PRIMITIVES[name] : undefined;
}

const PRIMITIVES: Readonly<Record<string, ValueType>> = {
  string: 'text',
  int: 'number',
  uint: 'number',
  double: 'number',
  bool: 'boolean',
};

function nameFailure<T>(name: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error;
    const message = `${name}(): ${error.message}`;
    throw error instanceof FailedFilter
      ? new FailedFilter(message, error.hint)
      : new WrongValue(message, error.hint);
  }
}
