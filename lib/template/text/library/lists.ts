import { isDeepStrictEqual } from 'node:util';
import { listKeys, readKey } from '../../access.ts';
import { WrongValue } from '../../errors.ts';
import { readText } from '../../format.ts';
import { compareValues } from '../../order.ts';
import { defineHelper, gatherHelpers, readCount, readList, readMap, type HelperCall } from '../helper.ts';

/** Helpers on lists and maps. */
export const LIST_HELPERS = gatherHelpers('Lists and maps', {
  join: defineHelper({
    summary: 'The items of a list as one text, with a text between them (default ",").',
    params: { list: 'list', between: 'text?' },
    returns: 'text',
    examples: { '{{join hosts}}': 'web2,db1,web2', '{{join ports " "}}': '443 80' },
    run: ({ args: [list, between], usage }) =>
      readList(list)
        .map((item) => readText(item, usage))
        .join(between === undefined ? ',' : readText(between, usage)),
  }),
  first: defineHelper({
    summary: 'The first item of a list.',
    params: { list: 'list' },
    returns: 'any',
    examples: { '{{first hosts}}': 'web2' },
    run: ({ args: [list] }) => pick(readList(list), 0),
  }),
  last: defineHelper({
    summary: 'The last item of a list.',
    params: { list: 'list' },
    returns: 'any',
    examples: { '{{last ports}}': '80' },
    run: ({ args: [list] }) => pick(readList(list), -1),
  }),
  sort: defineHelper({
    summary: 'The items of a list of numbers or of texts in order.',
    params: { list: 'list' },
    returns: 'list',
    examples: { '{{join (sort hosts)}}': 'db1,web2,web2', '{{join (sort ports)}}': '80,443' },
    run: ({ args: [list], usage }) => [...plainList(list, usage)].sort(compareValues),
  }),
  reverse: defineHelper({
    summary: 'The items of a list from the last to the first.',
    params: { list: 'list' },
    returns: 'list',
    examples: { '{{join (reverse ports)}}': '80,443' },
    run: ({ args: [list] }) => [...readList(list)].reverse(),
  }),
  unique: defineHelper({
    summary: 'The items of a list, each once.',
    params: { list: 'list' },
    returns: 'list',
    examples: { '{{join (unique hosts)}}': 'web2,db1' },
    run({ args: [list], usage }) {
      const items = plainList(list, usage);
      return items.filter((item, at) => items.findIndex((other) => isDeepStrictEqual(item, other)) === at);
    },
  }),
  slice: defineHelper({
    summary: 'The items of a list from a place (0 is the first) up to before another (default its end).',
    params: { list: 'list', from: 'number', to: 'number?' },
    returns: 'list',
    examples: { '{{join (slice hosts 1)}}': 'db1,web2', '{{join (slice hosts 0 2)}}': 'web2,db1' },
    run: ({ args: [list, from, to], usage }) =>
      readList(list).slice(readCount(from, usage), to === undefined ? undefined : readCount(to, usage)),
  }),
  range: defineHelper({
    summary: 'The whole numbers from 0 up to before a number, or from one number up to before another.',
    params: { from: 'number', to: 'number?' },
    returns: 'list',
    examples: {
      '{{join (range 3)}}': '0,1,2',
      '{{#each (range 1 3)}}disk{{this}} {{/each}}': 'disk1 disk2 ',
    },
    run({ args: [from, to], usage }) {
      const [start, end] = to === undefined ? [0, from] : [readCount(from, usage), to];
      return Array.from({ length: Math.max(0, readCount(end, usage) - start) }, (_, index) => start + index);
    },
  }),
  length: defineHelper({
    summary: 'How many items, entries or characters.',
    params: { value: 'list|map|text' },
    returns: 'number',
    examples: { '{{length hosts}} {{length user}} {{length name}}': '3 2 5' },
    run: measure,
  }),
  lookup: defineHelper({
    summary: 'The entry of a map or list by its key or index.',
    params: { holder: 'map|list', key: 'text' },
    returns: 'any',
    examples: { '{{lookup user "shell"}} {{lookup hosts 1}}': '/bin/sh db1' },
    run: lookUp,
  }),
  keys: defineHelper({
    summary: 'The keys of a map as a list.',
    params: { map: 'map' },
    returns: 'list',
    examples: { '{{join (keys user)}}': 'name,shell' },
    run: ({ args: [map] }) => listKeys(readMap(map)),
  }),
  values: defineHelper({
    summary: 'The values of a map as a list.',
    params: { map: 'map' },
    returns: 'list',
    examples: { '{{join (values user)}}': 'ann,/bin/sh' },
    run: ({ args: [map] }) => listEntries(map).map(({ value }) => value),
  }),
  entries: defineHelper({
    summary:
      'The entries of a map as a list of maps with `key` and `value`. {{#each map}} with @key goes over them too.',
    params: { map: 'map' },
    returns: 'list',
    examples: {
      '{{#each (entries user)}}{{key}}={{value}} {{/each}}': 'name=ann shell=/bin/sh ',
      '{{#each user}}{{@key}}={{this}} {{/each}}': 'name=ann shell=/bin/sh ',
    },
    run: ({ args: [map] }) => listEntries(map),
  }),
});

function plainList(list: unknown, usage: HelperCall['usage']): readonly unknown[] {
  return readList(usage.revealDeep(readList(list)));
}

function listEntries(value: unknown): { readonly key: string; readonly value: unknown }[] {
  const map = readMap(value);
  return listKeys(map).map((key) => ({ key, value: map[key] }));
}

function pick(list: readonly unknown[], index: number): unknown {
  if (list.length === 0) throw new WrongValue('the list is empty');
  return list.at(index);
}

function lookUp({ args: [holder, name], usage }: HelperCall): unknown {
  if (holder === null || typeof holder !== 'object') throw new WrongValue('a map or a list is wanted');
  return readKey(holder, readText(name, usage));
}

function measure({ args: [value], usage }: HelperCall): number {
  if (Array.isArray(value)) return value.length;
  const plain = usage.revealDeep(value);
  if (typeof plain === 'string') return Array.from(plain).length;
  if (plain !== null && typeof plain === 'object') return Object.keys(plain).length;
  throw new WrongValue('a list, a map or a text is wanted');
}
