import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeName, listFunctions } from '../../lib/cli/commands/functions.ts';
import * as exports from '../../lib/index.ts';
import { loadOwnFilters } from '../../lib/own/filters.ts';
import { createLanguage, type Language } from '../../lib/template/language.ts';
import { blocksOf, writeBlock } from '../support/guide-blocks.ts';
import { runHere } from '../support/run-here.ts';
import { itTells, type WrongFiles } from '../support/own-faults.ts';
import { withFolder, writeFiles } from '../support/temporary-folder.ts';

type Files = Readonly<Record<string, string>>;

async function load(folder: string, files: Files) {
  await writeFiles(folder, files);
  return loadOwnFilters([folder], exports);
}

const rest = (name: string): string => `{
  name: '${name}',
  summary: 'Twice the number.',
  params: [{ name: 'number', type: 'number', summary: 'A number.' }],
  result: 'number',
  examples: [{ args: [2], result: 4 }],
  apply: (number) => number * 2,
}`;

const whole = (name: string): string =>
  `import { defineFilter } from 'k3play';\nexport const it = defineFilter(${rest(name)});\n`;

const WRONG: readonly WrongFiles[] = [
  {
    title: 'a file that does not compile, and one that throws',
    files: { 'a.ts': 'export const a = {\n  b oops\n};\n', 'b.ts': "\nthrow new TypeError('no');\n" },
    told: [
      'a.ts:2:5 own/syntax: Unexpected token, expected ","',
      'b.ts:2:7 own/threw: it cannot be loaded: TypeError: no',
    ],
  },
  {
    title: 'files without a filter',
    files: { 'a.ts': '\nexport function help(): string { return ""; }\n' },
    told: [
      'a.ts:2:17 own/no-filter: the file exports no filter, only help (write export const name = defineFilter({ … }); what filters share can lie in a folder below)',
    ],
  },
  {
    title: 'filters that lack parts',
    files: {
      'a.js':
        "export const a = { name: 'a', params: [{ name: 'b', type: 'string', summary: 'B.', optional: true }, { name: 'c', type: 'any', summary: 'C.' }], apply: 1 };\n",
      'b.js':
        "export const b = { name: 'b', summary: 'B.', params: [], result: 'any', examples: [1], apply() {} };\n",
    },
    told: [
      'a.js:1:14 own/incomplete-filter: "a" is no whole filter: summary must be a text; the type of params[0] must be one of text, number, boolean, list, map, any; params[1] must be optional as the one before it is; result must be one of text, number, boolean, list, map, any; examples must be a list of { args, result }, which may be empty; apply must be a function',
      'b.js:1:14 own/incomplete-filter: "b" is no whole filter: params must be a list of { name, type, summary } with at least one; examples must be a list of { args, result }, which may be empty',
    ],
  },
  {
    title: 'examples that are not true',
    files: {
      'a.ts': whole('one').replace('result: 4', 'result: 5'),
      'b.ts': whole('two').replace('number * 2', "{ throw new Error('never'); }"),
    },
    told: [
      'a.ts:3:9 own/example: the example one(2) gives 4',
      'b.ts:3:9 own/example: the example two(2) fails: never, in b.ts:8:30',
    ],
  },
  {
    title: 'names that are taken, or cannot be',
    files: {
      'a.ts': whole('upper'),
      'b.ts': whole('sortBy'),
      'c.ts': whole('has'),
      'd.ts': whole('each'),
      'e.ts': whole('to-text'),
      'f.ts': whole('loop'),
      'g.ts': whole('mine'),
      'h.ts': whole('mine'),
    },
    told: [
      ...['a upper', 'b sortBy', 'c has', 'd each'].map((one) => {
        const [file = '', name = ''] = one.split(' ');
        return `${file}.ts:3:9 own/bundled-name: "${name}" is a helper or function of k3play's own (playbooks would mean another than they say; give it a name of its own)`;
      }),
      'e.ts:3:9 own/filter-name: "to-text" cannot be the name of a filter (a filter is named like megabytes or asList: letters and digits, the first a small letter)',
      'f.ts:3:9 own/filter-name: "loop" cannot be the name of a filter ("loop" is a word of the expression language)',
      'h.ts:3:9 own/same-name: filter "mine" is there already, in g.ts:3:9',
    ],
  },
];

describe('loadOwnFilters', () => {
  it('loads TypeScript and JavaScript, one under two names once, and what a folder below shares', () =>
    withFolder(async (folder) => {
      const { filters, diagnostics } = await load(folder, {
        'a.ts': `${whole('one')}export default it;\n`,
        'b.mjs': whole('two'),
        'c.js': `const { defineFilter } = require('k3play');\nexports.three = defineFilter(${rest('three')});\n`,
        'd.ts': whole('four')
          .replace('number * 2', 'twice(number)')
          .replace('\n', "\nimport { twice } from './shared/twice.ts';\n"),
        'shared/twice.ts': 'export const twice = (number: number): number => number * 2;\n',
        'a.spec.ts': 'throw new Error("a spec")',
      });

      assert.deepEqual(diagnostics, []);
      assert.deepEqual(
        filters.map(({ filter }) => filter.name),
        ['one', 'two', 'three', 'four'],
      );
    }));

  itTells(WRONG, load);

  it('takes folders that are not there for empty', async () => {
    assert.deepEqual((await loadOwnFilters(['/nowhere/filters'], exports)).filters, []);
  });
});

const PAGE = blocksOf('values.md');

async function loadPage(folder: string): Promise<Language> {
  for (const block of PAGE) writeBlock(folder, block);
  const { filters, diagnostics } = await loadOwnFilters([join(folder, 'filters')], exports);
  assert.deepEqual(diagnostics, []);
  return createLanguage(filters);
}

describe("the page on values, about filters of one's own", () => {
  it('has a filter, and a playbook that runs with it', () =>
    withFolder(async (folder) => {
      const language = await loadPage(folder);
      const playbook =
        PAGE.at(-1)?.text.replace('hosts: localhost', 'hosts: all\n  gather_facts: false') ?? '';

      const { exitCode, told, events } = await runHere({ folder, hosts: ['w1'], language, playbook });

      assert.deepEqual(told, ['w1 Tell it: ok', 'w1 Keep it as a value: ok']);
      assert.equal(exitCode, 0);
      assert.match(JSON.stringify(events), /3\.0 GiB are wanted\..*3\.00 GiB/);
    }));

  it('has a filter that is known to template files, conditions, assertions and included templates', () =>
    withFolder(async (folder) => {
      const language = await loadPage(folder);
      writeFileSync(join(folder, 'a.hbs'), '{{> part}}{{gibibytes wanted}}\n');
      writeFileSync(join(folder, 'part.hbs'), 'part {{gibibytes 512 2}}\n');

      const { told } = await runHere({
        folder,
        hosts: ['w1'],
        language,
        vars: { wanted: 1024 },
        tasks: [
          { name: 'file', template: { src: 'a.hbs', dest: join(folder, 'made'), mode: '0644' } },
          {
            name: 'assert',
            assert: { that: ['gibibytes(item * 128) == "0.9 GiB"'] },
            loop: '[gibibytes(1)].map(x, size(x))',
          },
          { name: 'skip', debug: { message: 'a' }, when: 'gibibytes(wanted) == "2.0 GiB"' },
        ],
      });

      assert.deepEqual(told, ['w1 file: changed', 'w1 assert: ok', 'w1 skip: skipped']);
      assert.equal(readFileSync(join(folder, 'made'), 'utf8'), 'part 0.50 GiB\n1.0 GiB\n');
    }));

  it('has a filter that throws, which fails its task at both places', () =>
    withFolder(async (folder) => {
      const language = await loadPage(folder);

      const { exitCode, events } = await runHere({
        folder,
        hosts: ['w1'],
        language,
        vars: { wanted: -1 },
        tasks: [{ name: 'fails', debug: { message: '{{gibibytes wanted}}' } }],
      });

      assert.equal(exitCode, 2);
      assert.match(
        JSON.stringify(events),
        /play\.yml:1:\d+: gibibytes: there is no less than none, in [^"]*filters\/gibibytes\.ts:16:30/,
      );
      assert.match(JSON.stringify(events), /template\/filter-failed/);
    }));

  it('has a filter that is listed with its file, and described', () =>
    withFolder(async (folder) => {
      const { filters } = await loadPage(folder);

      const lines = listFunctions(filters).split('\n');
      const mark =
        /^ {2}gibibytes +An amount of memory in GiB, such as "1\.5 GiB"\. \(.*filters\/gibibytes\.ts\)$/;
      assert.equal(lines.filter((line) => mark.test(line)).length, 2);
      assert.equal(
        describeName('gibibytes', filters).replaceAll(`${folder}/`, ''),
        `gibibytes: An amount of memory in GiB, such as "1.5 GiB". (filters/gibibytes.ts)

In text

  {{gibibytes megabytes [digits]}}

Examples

  {{gibibytes 1536}}
    1.5 GiB

  {{gibibytes 1536 2}}
    1.50 GiB

gibibytes: An amount of memory in GiB, such as "1.5 GiB". (filters/gibibytes.ts)

In expressions

  gibibytes(megabytes: number): text
  gibibytes(megabytes: number, digits: number): text

Examples

  gibibytes(1536)
    "1.5 GiB"

  gibibytes(1536, 2)
    "1.50 GiB"
`,
      );
    }));
});
