import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { Secret } from '../../lib/core/secret.ts';
import { createPartialFinder } from '../../lib/playbook/lookup.ts';
import { compileTemplateFile, compileText } from '../../lib/template/compile.ts';
import type { Compiled } from '../../lib/template/compiled.ts';
import { failureOf, faultsOf } from './faults.ts';
import { createScope, SPAN, unveil } from './scope.ts';

type Files = Readonly<Record<string, string>>;

describe('templates that include others', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3-partials-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Compiles main.hbs of some files; `bundled/` is the folder of bundled templates. */
  async function compile(files: Files): Promise<Compiled<string>> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const templateFolders = [join(folder, 'bundled')];
    return compileTemplateFile(join(folder, 'main.hbs'), createPartialFinder({ templateFolders }));
  }

  async function listFaults(files: Files): Promise<string[]> {
    try {
      await compile(files);
    } catch (error) {
      assert.ok(error instanceof DiagnosticsError, String(error));
      return error.message.replaceAll(`${folder}/`, '').split('\n');
    }
    return [];
  }

  const renderings: readonly (readonly [string, Files, string])[] = [
    ['beside it', { 'main.hbs': 'a {{> part}} c', 'part.hbs': '{{name}}' }, 'a w1 c'],
    ['in templates', { 'main.hbs': '{{> sub/part}}', 'templates/sub/part.hbs': 'x' }, 'x'],
    ['among the bundled ones', { 'main.hbs': '{{> part.conf}}', 'bundled/part.conf': 'b' }, 'b'],
    [
      'moved right, where it has a line of its own',
      { 'main.hbs': 'a:\n  {{> part}}\nb', 'part.hbs': 'x: {{workers}}\ny: 1\n' },
      'a:\n  x: 4\n  y: 1\nb',
    ],
    [
      'with a context',
      {
        'main.hbs': '{{> part facts.os}}{{#each servers}}{{> part2}}{{/each}}',
        'part.hbs': '{{family}}',
        'part2.hbs': ' {{name}}',
      },
      'debian a b',
    ],
    [
      'with names of their own, over those there are',
      {
        'main.hbs': '{{> part name="n" os=facts.os}}',
        'part.hbs': '{{name}} {{os.family}} {{workers}} {{json os}}',
      },
      'n debian 4 {"family":"debian"}',
    ],
    [
      'within others',
      {
        'main.hbs': '{{> a}}',
        'a.hbs': '[{{> b}}{{> b}}]',
        'b.hbs': '{{#if flag}}{{else}}{{@root.name}}{{/if}}',
      },
      '[w1w1]',
    ],
    [
      'within blocks',
      {
        'main.hbs': '{{#each groups.web as |host|}}{{> part host=host at=@index}};{{/each}}',
        'part.hbs': '{{at}}:{{host}}',
      },
      '0:w1;1:w2;',
    ],
  ];
  for (const [what, files, expected] of renderings) {
    it(`find them ${what}`, async () => {
      const compiled = await compile(files);

      assert.equal(compiled.render(createScope()), expected);
    });
  }

  it('read what those read, each at its place', async () => {
    const compiled = await compile({
      'main.hbs': '{{> part a=x}}{{#each ys}}{{> part}}{{/each}}',
      'part.hbs': '\n{{a}} {{b.c}}{{default d 1}}',
    });

    assert.deepEqual(
      compiled.references.map(({ path, span, optional }) => {
        return `${path.join('.')}@${span.file.slice(folder.length + 1)}:${span.line}:${span.column}${optional === true ? '?' : ''}`;
      }),
      ['x@main.hbs:1:12', 'b.c@part.hbs:2:9', 'd@part.hbs:2:24?', 'ys@main.hbs:1:23'],
    );
  });

  it('are secret where those are, and unknown', async () => {
    const compiled = await compile({ 'main.hbs': 'a {{> part}}', 'part.hbs': '{{it}}' });

    assert.equal(unveil(compiled.render({ it: new Secret('s') })), '<a s>');
    assert.equal(unveil(compiled.render({ it: createScope().later })), '?not run');
  });

  it('work out no variable that is not read', async () => {
    const compiled = await compile({ 'main.hbs': '{{> part a=1}}', 'part.hbs': '{{a}}' });
    const scope = Object.defineProperty({}, 'broken', { get: () => assert.fail('read'), enumerable: true });

    assert.equal(compiled.render(scope), '1');
  });

  it('are strict in those too, and tell the place there', async () => {
    const compiled = await compile({ 'main.hbs': '\n{{> part}}', 'part.hbs': 'a\n  {{nam}}' });

    assert.match(
      failureOf(compiled),
      /^template\/undefined .*\/part\.hbs:2:5: "nam" is not defined \(did you mean "name"\?\)$/,
    );
  });

  const faulty: readonly (readonly [string, Files, readonly string[]])[] = [
    [
      'names that there are no templates of',
      { 'main.hbs': 'a\n{{> nothing}}{{> part}}', 'part.hbs': '{{> nor-this}}' },
      [
        'main.hbs:2:5: error: there is no template "nothing" (it is looked for beside this template, in `templates` there, and among the bundled ones) [template/no-partial]',
        'part.hbs:1:5: error: there is no template "nor-this" (it is looked for beside this template, in `templates` there, and among the bundled ones) [template/no-partial]',
      ],
    ],
    [
      'circles',
      { 'main.hbs': '{{> a}}', 'a.hbs': '{{> b}}', 'b.hbs': 'x {{> a}}{{> main}}' },
      [
        'b.hbs:1:7: error: "a" includes itself by way of this template [template/partial]',
        'b.hbs:1:14: error: "main" includes itself by way of this template [template/partial]',
      ],
    ],
    [
      'faults in them, once each',
      { 'main.hbs': '{{> a}}{{> a}}{{> c}}', 'a.hbs': '{{uper name}}{{join 1}}', 'c.hbs': '{{#if a}}' },
      [
        'c.hbs:1:10: error: the text ends within a block or between {{ and }} (is a }} or a {{/…}} missing?) [template/syntax]',
        'a.hbs:1:3: error: there is no helper "uper" (did you mean "upper"?) [template/unknown-helper]',
        'a.hbs:1:21: error: "join" takes a list as its list, got a number [template/wrong-type]',
      ],
    ],
    [
      'names above them, and names that are worked out',
      { 'main.hbs': '{{> (lookup a "b")}}{{#each xs}}{{> a}}{{/each}}', 'a.hbs': '{{../x}}' },
      [
        'main.hbs:1:5: error: a template is included by its name as it is written [template/partial]',
        'a.hbs:1:3: error: there is nothing above here for ../x [template/depth]',
      ],
    ],
  ];
  for (const [what, files, expected] of faulty) {
    it(`tell before anything runs of ${what}`, async () => {
      assert.deepEqual(await listFaults(files), expected);
    });
  }

  it('are files: text of a playbook includes none', () => {
    assert.deepEqual(
      faultsOf(() => compileText('{{> part}}', SPAN)),
      [
        '3:9 template/partial only template files include others (use the template module, with a file of its own)',
      ],
    );
  });
});
