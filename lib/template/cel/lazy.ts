import { EvaluationError } from '@marcbachmann/cel-js';
import { Secret } from '../../core/secret.ts';
import { Unknown } from '../../core/unknown.ts';
import { listKeys, UnknownAccess } from '../access.ts';
import { WrongValue } from '../errors.ts';
import { formatJson, formatYaml } from '../format.ts';
import type { LazyFunction } from './macros.ts';
import type { Evaluation } from './view.ts';

type Argument = () => unknown;

/** Functions on whole values. They work on values of the scope, so that secrets inside stay Secret. */
export const LAZY_FUNCTIONS: readonly LazyFunction[] = [
  onValues('merge', {
    parameters: 2,
    returns: 'map',
    run: ([first, second]) => mergeDeep(readMap(first, 'merge'), readMap(second, 'merge')),
  }),
  onValues('keys', {
    parameters: 1,
    returns: 'list<string>',
    run: ([map]) => listKeys(readMap(map, 'keys')),
  }),
  onValues('values', {
    parameters: 1,
    returns: 'list',
    run: ([map]) => listEntries(readMap(map, 'values')).map(([, value]) => value),
  }),
  onValues('entries', {
    parameters: 1,
    returns: 'list',
    run: ([map]) => listEntries(readMap(map, 'entries')).map(([key, value]) => ({ key, value })),
  }),
  onText('json', formatJson),
  onText('toYaml', formatYaml),
  {
    name: 'default',
    parameters: 2,
    returns: 'dyn',
    run: ([value, other]) => readOrMiss(value) ?? other?.(),
  },
  {
    name: 'defined',
    parameters: 1,
    returns: 'bool',
    run: ([value]) => readOrMiss(value) !== undefined,
  },
];

interface OnValues {
  readonly parameters: number;
  readonly returns: string;
  readonly run: (args: readonly unknown[]) => unknown;
}

function onValues(name: string, { parameters, returns, run }: OnValues): LazyFunction {
  return {
    name,
    parameters,
    returns,
    run: (args, evaluation) => evaluation.expose(run(args.map((arg) => evaluation.settle(arg())))),
  };
}

function onText(name: string, format: (value: unknown, usage: Evaluation['usage']) => string): LazyFunction {
  return {
    name,
    parameters: 1,
    returns: 'string',
    run: ([arg], evaluation) => format(evaluation.settle(arg?.()), evaluation.usage),
  };
}

/** The value, or undefined where a name in it is not defined. */
function readOrMiss(arg: Argument | undefined): unknown {
  try {
    return arg?.() ?? undefined;
  } catch (error) {
    if (error instanceof EvaluationError && MISSES.has(error.code)) return undefined;
    throw error;
  }
}

const MISSES: ReadonlySet<string> = new Set(['unknown_variable', 'no_such_key', 'index_out_of_bounds']);

function readMap(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (value instanceof Unknown) throw new UnknownAccess(value);
  if (!isMap(value)) throw new WrongValue(`${name}() wants a map`);
  return value;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  return !(value instanceof Secret) && !(value instanceof Unknown);
}

function listEntries(map: Readonly<Record<string, unknown>>): [string, unknown][] {
  return listKeys(map).map((key) => [key, map[key]]);
}

/** Maps are merged, all else is replaced by what comes second. */
function mergeDeep(
  first: Readonly<Record<string, unknown>>,
  second: Readonly<Record<string, unknown>>,
): object {
  const merged = new Map(listEntries(first));
  for (const [key, value] of listEntries(second)) {
    const below = merged.get(key);
    merged.set(key, isMap(below) && isMap(value) ? mergeDeep(below, value) : value);
  }
  return Object.fromEntries(merged);
}
