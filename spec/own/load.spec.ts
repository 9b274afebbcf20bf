import assert from 'node:assert/strict';
import { K3Error } from '../../lib/core/errors.ts';
import * as exports from '../../lib/index.ts';
import { modules as bundled } from '../../lib/modules/index.ts';
import { NO_FACTS } from '../../lib/modules/facts.ts';
import { loadOwnModules } from '../../lib/own/load.ts';
import type { Exported } from '../../lib/own/modules.ts';
import { itTells, type WrongFiles } from '../support/own-faults.ts';
import { withFolder, writeFiles } from '../support/temporary-folder.ts';

type Files = Readonly<Record<string, string>>;

/** Writes files into a folder of modules and loads it; places are told from that folder. */
async function load(folder: string, files: Files): Promise<Exported> {
  await writeFiles(folder, files);
  return loadOwnModules([folder], { exports, bundled });
}

const rest = (name: string): string => `{
  name: '${name}',
  summary: 'Does nothing.',
  params: t.Object({}),
  result: t.Object({}),
  examples: [],
  reads: () => ({}),
  plan: () => [],
  output: () => ({}),
}`;

const whole = (name: string): string =>
  `import { defineModule, t } from 'k3play';\nexport const it = defineModule(${rest(name)});\n`;

const GOOD: readonly { readonly title: string; readonly files: Files; readonly names: readonly string[] }[] =
  [
    { title: 'TypeScript', files: { 'a.ts': whole('one') }, names: ['one'] },
    { title: 'JavaScript', files: { 'a.js': whole('one'), 'b.mjs': whole('two') }, names: ['one', 'two'] },
    {
      title: 'CommonJS',
      files: {
        'a.js': `const { defineModule, t } = require('k3play');\nexports.one = defineModule(${rest('one')});\n`,
      },
      names: ['one'],
    },
    {
      title: 'several in a file, one of them under two names, beside what is none',
      files: {
        'a.ts': `import { defineModule, t } from 'k3play';
export interface Extra { readonly a: string }
export enum Colour { Red = 'red' }
export const Params = t.Object({ a: t.String({ description: 'A.' }) });
export const one = defineModule(${rest('one')});
export default one;
export const two = defineModule(${rest('two')});
`,
      },
      names: ['one', 'two'],
    },
    {
      title: 'what a folder below shares',
      files: {
        'a.ts': `import { defineModule, t } from 'k3play';
import { name } from './shared/name.ts';
const { sep } = await import('node:path');
export const one = defineModule({ ...${rest('one')}, name: name + sep.length });
`,
        'shared/name.ts': 'export const name: string = "shared";\n',
      },
      names: ['shared1'],
    },
    {
      title: 'neither specs nor types alone',
      files: {
        'a.ts': whole('one'),
        'a.spec.ts': 'throw new Error("a spec")',
        'a.d.ts': 'export declare const a: string;',
        'notes.md': '#',
      },
      names: ['one'],
    },
    { title: 'an empty folder', files: { 'shared/a.ts': 'throw new Error("not loaded")' }, names: [] },
  ];

const WRONG: readonly WrongFiles[] = [
  {
    title: 'a file that does not compile',
    files: { 'a.ts': "import { t } from 'k3play';\nexport const a = {\n  name: 'a' oops,\n};\n" },
    told: ['a.ts:3:13 own/syntax: Unexpected token, expected ","'],
  },
  {
    title: 'one of a file below that does not compile',
    files: { 'a.ts': "import './shared/b.ts';\n", 'shared/b.ts': 'const = 1;\n' },
    told: ['shared/b.ts:1:7 own/syntax: Unexpected token'],
  },
  {
    title: 'a file that throws, to the column that was written',
    files: {
      'a.ts': `interface Wanted { readonly a: string }
function fail(wanted: Wanted): never {
  const count: number = 3; throw new TypeError(\`bad \${count}\`);
}
fail({ a: 'x' } as Wanted);
`,
    },
    told: ['a.ts:3:34 own/threw: it cannot be loaded: TypeError: bad 3'],
  },
  {
    title: 'a name that k3play does not have',
    files: { 'a.ts': "import { defineModul } from 'k3play';\n\nexport const a =\n  defineModul({});\n" },
    told: ['a.ts:4:14 own/threw: it cannot be loaded: TypeError: defineModul is not a function'],
  },
  {
    title: 'what is thrown without being an error',
    files: { 'a.js': "export const a = 1;\nthrow 'no';\n" },
    told: ['a.js:1:1 own/threw: it cannot be loaded: it throws no'],
  },
  {
    title: 'imports that are not there',
    files: {
      'a.ts': "import { a } from './nowhere.ts';\nconsole.log(a);\n",
      'b.ts': "\nimport { b } from 'no-such-package-here';\nconsole.log(b);\n",
    },
    told: [
      'a.ts:1:1 own/import: there is no "./nowhere.ts" to import (paths count from this file and end as the file does, in .ts or .js)',
      'b.ts:2:1 own/import: there is no "no-such-package-here" to import (npm install no-such-package-here)',
    ],
  },
  {
    title: 'files without a module',
    files: {
      'a.ts': '\nexport function help(): string { return ""; }\n',
      'b.ts': 'const b = 1;\nvoid b;\n',
    },
    told: [
      'a.ts:2:17 own/no-module: the file exports no module, only help (write export const name = defineModule({ … }); what modules share can lie in a folder below)',
      'b.ts:1:1 own/no-module: the file exports nothing (write export const name = defineModule({ … }); what modules share can lie in a folder below)',
    ],
  },
  {
    title: 'a module that lacks parts',
    files: {
      'a.js':
        "import { t } from 'k3play';\nexport const a = { name: 'My Module', summary: 'A.', params: t.Object({}), plan: () => [] };\n",
    },
    told: [
      'a.js:2:14 own/incomplete-module: "a" is no whole module: name must be a name in small letters, digits and hyphens, such as web-site; result must be t.Object({ … }); examples must be a list of { title, params }, which may be empty; reads must be a function; output must be a function',
    ],
  },
  {
    title: 'schemas that are wrong',
    files: {
      'a.ts': whole('one').replace(
        't.Object({})',
        "t.Object({ a: t.String({ description: 'A.', pattern: '(' }) })",
      ),
      'b.js': whole('two').replace('result: t.Object({})', "result: t.Object({ b: { type: 'strin' } })"),
    },
    told: [
      'a.ts:3:9 own/schema: params of "one": Invalid regular expression: /(/u: Unterminated group',
      'b.js:3:9 own/schema: result.b.type of "two": must be "array", "boolean", "integer", "null", "number", "object" or "string", got "strin" (did you mean "string"?)',
    ],
  },
  {
    title: 'names that are taken',
    files: { 'a.ts': whole('copy'), 'b.ts': whole('when'), 'c.ts': whole('mine'), 'd.ts': whole('mine') },
    told: [
      `a.ts:3:9 own/bundled-name: module "copy" is one of k3play's own (playbooks would mean another module than they say; give it a name of its own)`,
      'b.ts:3:9 own/keyword: "when" is a word of every task, not a name for a module',
      'd.ts:3:9 own/same-name: module "mine" is there already, in c.ts:3:9',
    ],
  },
];

describe('loadOwnModules', () => {
  for (const { title, files, names } of GOOD) {
    it(`loads ${title}`, () =>
      withFolder(async (folder) => {
        const { modules, diagnostics } = await load(folder, files);

        assert.deepEqual(diagnostics, []);
        assert.deepEqual(
          modules.map(({ module }) => module.name),
          names,
        );
      }));
  }

  itTells(WRONG, load);

  it('takes folders that are not there for empty', async () => {
    const { modules } = await loadOwnModules(['/nowhere/modules'], { exports, bundled });

    assert.deepEqual(modules, []);
  });

  it('gives them the classes of this very program', () =>
    withFolder(async (folder) => {
      const text = `import { PlanFault, Secret, Unknown, defineModule, t } from 'k3play';
export const one = defineModule({ ...${rest('one')}, plan: () => new Unknown('x'), output: () => ({ s: new Secret('y'), f: new PlanFault('z') }) });
`;
      const [own] = (await load(folder, { 'a.ts': text })).modules;
      const context = { params: {}, facts: NO_FACTS, found: {}, ran: [] };

      assert.ok(own?.module.plan(context) instanceof exports.Unknown);
      const { s, f } = own.module.output(context);
      assert.ok(s instanceof exports.Secret && f instanceof exports.PlanFault);
    }));

  for (const [part, body, message] of [
    [
      'plan',
      'plan: () => { const a: string = "x"; return a.nothing.more; }',
      /a\.ts:2:\d+: plan of "one": TypeError: /,
    ],
    ['plan', 'plan: async () => []', /plan of "one" gives a promise/],
    ['plan', 'plan: () => undefined', /plan of "one" gives no plan/],
    ['reads', 'reads: () => { throw new Error("no reads"); }', /a\.ts:2:\d+: reads of "one": no reads$/],
    ['output', 'output: ({ found }) => found.a.b', /a\.ts:2:\d+: output of "one": TypeError/],
    ['show', 'show: () => { throw "no"; }', /a\.ts:1:1: show of "one": it throws no/],
  ] as const) {
    it(`makes a failure of the task of what is wrong in ${body}`, () =>
      withFolder(async (folder) => {
        const text = `import { defineModule, t } from 'k3play';\nexport const it = defineModule({ ...${rest('one').replaceAll('\n', ' ')}, ${body} });\n`;
        const [own] = (await load(folder, { 'a.ts': text })).modules;
        const context = { params: {}, facts: NO_FACTS, found: {}, ran: [] };

        assert.throws(
          () => (part === 'show' ? own?.module.show?.({}) : own?.module[part](context)),
          (error) => error instanceof K3Error && error.kind === 'module' && message.test(error.message),
        );
      }));
  }
});
