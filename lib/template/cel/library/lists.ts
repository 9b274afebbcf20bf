import { Optional } from '@marcbachmann/cel-js';
import { WrongValue } from '../../errors.ts';
import { compareValues, isNumber } from '../../order.ts';
import { defineFunction, type FunctionGroup } from '../function.ts';
import { createFinder, keyOf, listDistinct } from '../sameness.ts';

type List = readonly unknown[];

const MOST_NUMBERS = 100_000n;

/** Functions on lists; the names are those of cel-go's and Kubernetes' libraries where they have them. */
export const LIST_FUNCTIONS: FunctionGroup = {
  topic: 'Lists',
  functions: [
    defineFunction('list.sort(): list', {
      summary: 'The items of a list of numbers or of texts in order.',
      examples: { '[3, 1, 2].sort()': [1, 2, 3] },
      run: (list: List) => [...list].sort(compareValues),
    }),
    defineFunction('list.isSorted(): bool', {
      summary: 'Whether the items are in order.',
      examples: { '["a", "c", "b"].isSorted()': false },
      run: (list: List) => list.every((item, at) => at === 0 || compareValues(list[at - 1], item) <= 0),
    }),
    defineFunction('list.distinct(): list', {
      summary: 'The items, each once.',
      examples: { '[1, 2, 1, 1.0].distinct()': [1, 2] },
      run: listDistinct,
    }),
    defineFunction('list.flatten(): list', {
      summary: 'The items of the lists in a list; a number says through how many levels.',
      examples: { '[1, [2, [3]]].flatten()': [1, 2, [3]] },
      run: (list: List) => list.flat(),
    }),
    defineFunction('list.flatten(int): list', {
      examples: { '[1, [2, [3]]].flatten(2)': [1, 2, 3] },
      run: (list: List, depth: bigint) => list.flat(Math.max(0, Number(depth))),
    }),
    defineFunction('list.reverse(): list', {
      summary: 'The items from the last to the first.',
      examples: { '[1, 2, 3].reverse()': [3, 2, 1] },
      run: (list: List) => [...list].reverse(),
    }),
    defineFunction('list.slice(int, int): list', {
      summary: 'The items from a place, 0 being the first, up to before another.',
      examples: { '["a", "b", "c", "d"].slice(1, 3)': ['b', 'c'] },
      run: (list: List, from: bigint, to: bigint) => list.slice(Number(from), Number(to)),
    }),
    defineFunction('list.first(): optional', {
      summary: 'The first item as an optional: `.value()` wants one, `.orValue(other)` does without.',
      examples: { '["a", "b"].first().value()': 'a', '[].first().orValue("none")': 'none' },
      run: (list: List) => (list.length === 0 ? Optional.none() : Optional.of(list[0])),
    }),
    defineFunction('list.last(): optional', {
      summary: 'The last item as an optional.',
      examples: { '["a", "b"].last().value()': 'b' },
      run: (list: List) => (list.length === 0 ? Optional.none() : Optional.of(list.at(-1))),
    }),
    defineFunction('list.indexOf(dyn): int', {
      summary: 'The place of the first item that is equal to a value; -1 where none is.',
      examples: { '["a", "b", "b"].indexOf("b")': 1 },
      run: (list: List, value: unknown) => BigInt(list.findIndex((item) => keyOf(item) === keyOf(value))),
    }),
    defineFunction('list.lastIndexOf(dyn): int', {
      summary: 'The place of the last item that is equal to a value; -1 where none is.',
      examples: { '["a", "b", "b"].lastIndexOf("b")': 2 },
      run: (list: List, value: unknown) => BigInt(list.map(keyOf).lastIndexOf(keyOf(value))),
    }),
    defineFunction('list.sum(): dyn', {
      summary: 'The sum of numbers.',
      examples: { '[1, 2, 3.5].sum()': 6.5 },
      run: sum,
    }),
    defineFunction('list.min(): dyn', {
      summary: 'The least of numbers or texts.',
      examples: { '[3, 1, 2].min()': 1 },
      run: (list: List) => pickFirst([...list].sort(compareValues), 'min'),
    }),
    defineFunction('list.max(): dyn', {
      summary: 'The greatest of numbers or texts.',
      examples: { '[3, 1, 2].max()': 3 },
      run: (list: List) => pickFirst([...list].sort(compareValues).reverse(), 'max'),
    }),
    defineFunction('list.union(list): list', {
      summary: 'The items of both lists, each once.',
      examples: { '[1, 2].union([2, 3])': [1, 2, 3] },
      run: (list: List, other: List) => listDistinct([...list, ...other]),
    }),
    defineFunction('list.intersection(list): list', {
      summary: 'The items that are in both lists, each once.',
      examples: { '[1, 2, 2].intersection([2, 3])': [2] },
      run: (list: List, other: List) => listDistinct(list).filter(createFinder(other)),
    }),
    defineFunction('list.difference(list): list', {
      summary: 'The items that another list lacks, each once.',
      examples: { '[1, 2, 2].difference([1])': [2] },
      run: (list: List, other: List) => {
        const isThere = createFinder(other);
        return listDistinct(list).filter((item) => !isThere(item));
      },
    }),
    defineFunction('sets.contains(list, list): bool', {
      summary: 'Whether the first list has every item of the second.',
      examples: { 'sets.contains([1, 2, 3], [3, 1])': true },
      run: (_: unknown, list: List, other: List) => other.every(createFinder(list)),
    }),
    defineFunction('sets.equivalent(list, list): bool', {
      summary: 'Whether two lists have the same items, in whatever order and number.',
      examples: { 'sets.equivalent([1, 2, 2], [2, 1])': true },
      run: (_: unknown, list: List, other: List) =>
        other.every(createFinder(list)) && list.every(createFinder(other)),
    }),
    defineFunction('sets.intersects(list, list): bool', {
      summary: 'Whether two lists have an item in common.',
      examples: { 'sets.intersects([1, 2], [2, 3])': true },
      run: (_: unknown, list: List, other: List) => other.some(createFinder(list)),
    }),
    defineFunction('range(int): list<int>', {
      summary: 'The whole numbers from 0 up to before a number, or from one up to before another.',
      examples: { 'range(3)': [0, 1, 2] },
      run: (count: bigint) => createRange(0n, count),
    }),
    defineFunction('range(int, int): list<int>', {
      examples: { 'range(1, 4).map(n, "disk" + string(n))': ['disk1', 'disk2', 'disk3'] },
      run: createRange,
    }),
    defineFunction('lists.range(int): list<int>', {
      summary: 'The whole numbers from 0 up to before a number.',
      examples: { 'lists.range(2)': [0, 1] },
      run: (_: unknown, count: bigint) => createRange(0n, count),
    }),
  ],
};

function createRange(from: bigint, to: bigint): bigint[] {
  const count = to - from;
  if (count < 0n || count > MOST_NUMBERS) {
    throw new WrongValue(`range() makes from 0 to ${MOST_NUMBERS.toString()} numbers`);
  }
  return Array.from({ length: Number(count) }, (_, index) => from + BigInt(index));
}

function sum(list: List): number | bigint {
  if (!list.every(isNumber)) throw new WrongValue('sum() wants a list of numbers');
  if (list.every((item) => typeof item === 'bigint')) return list.reduce((total, item) => total + item, 0n);
  return list.reduce<number>((total, item) => total + Number(item), 0);
}

function pickFirst(list: List, name: string): unknown {
  if (list.length === 0) throw new WrongValue(`${name}() wants a list that is not empty`);
  return list[0];
}
