import { defineFunction, type FunctionGroup } from '../function.ts';

/** What CEL itself has, for docs. */
export const LANGUAGE_FUNCTIONS: FunctionGroup = {
  topic: 'Of the language',
  functions: [
    defineFunction('size(value): int', {
      summary: 'How many characters, items or entries a text, list or map has; also `value.size()`.',
      examples: { 'size([1, 2]) + "abc".size()': 5 },
    }),
    defineFunction('list.map(x, expression): list', {
      summary:
        'What an expression makes of each item of a list, or each key of a map; with a condition between, of those that meet it.',
      examples: { '[1, 2].map(x, x * 10)': [10, 20], '[1, 2, 3].map(x, x > 1, x * 10)': [20, 30] },
    }),
    defineFunction('list.filter(x, condition): list', {
      summary: 'The items that meet a condition.',
      examples: { '[1, 2, 3].filter(x, x > 1)': [2, 3] },
    }),
    defineFunction('list.all(x, condition): bool', {
      summary: 'Whether all items meet a condition.',
      examples: { '[1, 2].all(x, x > 0)': true },
    }),
    defineFunction('list.exists(x, condition): bool', {
      summary: 'Whether some item meets a condition.',
      examples: { '[1, 2].exists(x, x > 1)': true },
    }),
    defineFunction('list.exists_one(x, condition): bool', {
      summary: 'Whether just one item meets a condition.',
      examples: { '[1, 2].exists_one(x, x > 0)': false },
    }),
    defineFunction('cel.bind(x, value, expression): dyn', {
      summary: 'What an expression makes under a name for a value.',
      examples: { 'cel.bind(n, 2 + 3, n * n)': 25 },
    }),
    defineFunction('has(map.name): bool', {
      summary: 'Whether a map has an entry of this name; `defined` asks the same of whole paths.',
      examples: { 'cel.bind(m, {"a": 1}, has(m.a))': true },
    }),
    defineFunction('optional.orValue(other): dyn', {
      summary: 'The value of an optional, which `map.?name` and `list.first()` are, or another.',
      examples: { '{"a": 1}.?b.orValue(2)': 2 },
    }),
    defineFunction('type(value): type', {
      summary: 'The type of a value.',
      examples: { 'type("a") == string': true },
    }),
    defineFunction('dyn(value): dyn', {
      summary: 'The value, with its type left to be found when it runs.',
      examples: { 'true ? dyn("a") : dyn(1)': 'a' },
    }),
  ],
};
