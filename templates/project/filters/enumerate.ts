import { defineFilter } from 'k3play';

export const enumerate = defineFilter({
  name: 'enumerate',
  summary: 'The items of a list as a sentence has them: "a, b and c".',
  params: [{ name: 'items', type: 'list', summary: 'What is enumerated.' }],
  result: 'text',
  // Tried whenever the file is loaded.
  examples: [{ args: [['Ada', 'Grace']], result: 'Ada and Grace' }],
  apply(items) {
    const before = items.slice(0, -1).join(', ');
    const last = items.slice(-1).join('');
    return before === '' ? last : `${before} and ${last}`;
  },
});
