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
  {
    name: 'default',
    topic: 'What may be missing',
    summary: 'The value, or another where a name in it is not defined or it is null.',
    parameters: ['value', 'other'],
    returns: 'dyn',
    examples: { 'default(nowhere.at.all, 3)': 3, 'default(null, "none")': 'none' },
    run: ([value, other]) => readOrMiss(value) ?? other?.(),
  },
  {
    name: 'defined',
    topic: 'What may be missing',
    summary: 'Whether all names in a value are defined, and it is not null.',
    parameters: ['value'],
    returns: 'bool',
    examples: { 'defined(nowhere.at.all)': false },
    run: ([value]) => readOrMiss(value) !== undefined,
  },
  onValues('merge', {
    summary: 'The first map with the entries of the second; maps in both are merged likewise.',
    parameters: ['map', 'map'],
    returns: 'map',
    examples: { 'merge({"a": {"b": 1}}, {"a": {"c": 2}})': { a: { b: 1, c: 2 } } },
    run: ([first, second]) => mergeDeep(readMap(first, 'merge'), readMap(second, 'merge')),
  }),
  onValues('keys', {
    summary: 'The keys of a map.',
    parameters: ['map'],
    returns: 'list<string>',
    examples: { 'keys({"a": 1, "b": 2})': ['a', 'b'] },
    run: ([map]) => listKeys(readMap(map, 'keys')),
  }),
  onValues('values', {
    summary: 'The values of a map.',
    parameters: ['map'],
    returns: 'list',
    examples: { 'values({"a": 1, "b": 2})': [1, 2] },
    run: ([map]) => listEntries(readMap(map, 'values')).map(([, value]) => value),
  }),
  onValues('entries', {
    summary: 'The entries of a map as maps with `key` and `value`.',
    parameters: ['map'],
    returns: 'list',
    examples: { 'entries({"a": 1})': [{ key: 'a', value: 1 }] },
    run: ([map]) => listEntries(readMap(map, 'entries')).map(([key, value]) => ({ key, value })),
  }),
  onValues('fromEntries', {
    summary: 'The map with these entries, each a map with `key` and `value`; of two alike the later wins.',
    parameters: ['list'],
    returns: 'map',
    examples: { 'fromEntries(["a", "b"].map(x, {"key": x, "value": x + "1"}))': { a: 'a1', b: 'b1' } },
    run: ([list]) => Object.fromEntries(readList(list, 'fromEntries').map(readEntry)),
  }),
  onValues('pick', {
    summary: 'The entries of a map whose keys are in a list.',
    parameters: ['map', 'list'],
    returns: 'map',
    examples: { 'pick({"a": 1, "b": 2}, ["a", "c"])': { a: 1 } },
    run: ([map, names]) => filterKeys(map, { names, keep: true, name: 'pick' }),
  }),
  onValues('omit', {
    summary: 'The entries of a map whose keys are not in a list.',
    parameters: ['map', 'list'],
    returns: 'map',
    examples: { 'omit({"a": 1, "b": 2}, ["a"])': { b: 2 } },
    run: ([map, names]) => filterKeys(map, { names, keep: false, name: 'omit' }),
  }),
  onValues('zip', {
    topic: 'Lists',
    summary: 'Lists of the first items of two lists, of the second ones, and so on as far as both go.',
    parameters: ['list', 'list'],
    returns: 'list',
    examples: {
      'zip(["a", "b"], [1, 2])': [
        ['a', 1],
        ['b', 2],
      ],
    },
    run([first, second]) {
      const [a, b] = [readList(first, 'zip'), readList(second, 'zip')];
      return a.slice(0, b.length).map((item, index) => [item, b[index]]);
    },
  }),
  onText('json', {
    summary: 'The value as JSON.',
    examples: { 'json({"a": [1, 2.5, null]})': '{"a":[1,2.5,null]}' },
    format: formatJson,
  }),
  onText('toYaml', {
    summary: 'The value as YAML.',
    examples: { 'toYaml({"a": [1, 2]})': 'a:\n  - 1\n  - 2' },
    format: formatYaml,
  }),
];

interface OnValues extends Omit<LazyFunction, 'name' | 'topic' | 'run'> {
  readonly topic?: string;
  readonly run: (args: readonly unknown[]) => unknown;
}

function onValues(name: string, { run, ...rest }: OnValues): LazyFunction {
  return {
    topic: 'Maps',
    ...rest,
    name,
    run: (args, evaluation) => evaluation.expose(run(args.map((arg) => evaluation.settle(arg())))),
  };
}

interface OnText extends Pick<LazyFunction, 'summary' | 'examples'> {
  readonly format: (value: unknown, usage: Evaluation['usage']) => string;
}

function onText(name: string, { summary, examples, format }: OnText): LazyFunction {
  return {
    name,
    topic: 'Forms of files and protocols',
    summary,
    examples,
    parameters: ['value'],
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

function readList(value: unknown, name: string): readonly unknown[] {
  if (value instanceof Unknown) throw new UnknownAccess(value);
  if (!Array.isArray(value)) throw new WrongValue(`${name}() wants a list`);
  return value;
}

function readEntry(entry: unknown): [string, unknown] {
  if (entry instanceof Unknown) throw new UnknownAccess(entry);
  const key = isMap(entry) ? entry['key'] : undefined;
  if (key instanceof Unknown) throw new UnknownAccess(key);
  if (key instanceof Secret) throw new WrongValue('a secret cannot be a key');
  if (!isMap(entry) || (typeof key !== 'string' && typeof key !== 'number') || entry['value'] === undefined) {
    throw new WrongValue('fromEntries() wants maps with "key" and "value"');
  }
  return [String(key), entry['value']];
}

interface KeyFilter {
  readonly names: unknown;
  readonly keep: boolean;
  readonly name: string;
}

function filterKeys(map: unknown, { names, keep, name }: KeyFilter): object {
  const wanted = new Set(readList(names, name).map((one) => readKeyName(one, name)));
  return Object.fromEntries(listEntries(readMap(map, name)).filter(([key]) => wanted.has(key) === keep));
}

/** Which keys there are would tell of a secret. */
function readKeyName(value: unknown, name: string): string {
  if (value instanceof Unknown) throw new UnknownAccess(value);
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new WrongValue(`${name}() wants a list of texts that are not secret`);
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
