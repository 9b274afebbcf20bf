import { WrongValue } from '../errors.ts';
import { compareValues } from '../order.ts';
import type { Binder, BinderCall } from './macros.ts';

/** Functions that look at an expression for each item of a list, under a name for it. */
export const BINDERS: readonly Binder[] = [
  {
    name: 'sortBy',
    returns: 'list',
    summary: 'The items of a list in the order of a number or text that an expression makes of each.',
    examples: { '[{"n": 2}, {"n": 1}].sortBy(x, x.n)': [{ n: 1 }, { n: 2 }] },
    run: (items, { keyOf }) =>
      items
        .map((item) => ({ item, key: keyOf(item) }))
        .sort((a, b) => compareValues(a.key, b.key))
        .map(({ item }) => item),
  },
  {
    name: 'groupBy',
    returns: 'map',
    summary: 'The items of a list in lists by the text that an expression makes of each.',
    examples: {
      '["web1", "db1", "web2"].groupBy(x, x.find("^[a-z]+"))': { web: ['web1', 'web2'], db: ['db1'] },
    },
    run: groupItems,
  },
];

function groupItems(items: readonly unknown[], { keyOf, evaluation }: BinderCall): unknown {
  const groups = new Map<string, unknown[]>();
  for (const item of items) {
    const key = keyOf(item);
    const name = typeof key === 'string' ? key : readPlainKey(key);
    // A number or boolean says as little of a secret as it does anywhere.
    if (typeof key !== 'string') evaluation.usage.notePublic(name);
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return Object.fromEntries(groups);
}

function readPlainKey(key: unknown): string {
  if (typeof key === 'bigint' || typeof key === 'number' || typeof key === 'boolean') return String(key);
  throw new WrongValue('groupBy() wants a text for each item');
}
