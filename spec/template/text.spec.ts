import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { K3Error } from '../../lib/core/errors.ts';
import { compileTemplateFile, compileText } from '../../lib/template/compile.ts';
import { createScope, SPAN, unveil } from './scope.ts';

const render = (text: string, scope: Record<string, unknown> = createScope()) =>
  unveil(compileText(text, SPAN).render(scope));

function faultsOf(text: string): string[] {
  try {
    compileText(text, SPAN);
  } catch (error) {
    assert.ok(error instanceof DiagnosticsError, String(error));
    return error.diagnostics.map(({ span, code, message, hint }) => {
      return `${span?.line}:${span?.column} ${code} ${message}${hint === undefined ? '' : ` (${hint})`}`;
    });
  }
  return [];
}

function failureOf(text: string, scope: Record<string, unknown> = createScope()): string {
  const compiled = compileText(text, SPAN);
  try {
    compiled.render(scope);
  } catch (error) {
    assert.ok(error instanceof K3Error, String(error));
    assert.equal(error.kind, 'template');
    return `${error.code} ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`;
  }
  return 'no failure';
}

describe('compileText', () => {
  const texts: readonly (readonly [string, string])[] = [
    ['a {{name}} b', 'a w1 b'],
    ['{{ workers }}/{{ ratio }}/{{ flag }}', '4/1.5/false'],
    ['{{ facts.os.family }}', 'debian'],
    ['<&"\'> {{name}}', '<&"\'> w1'],
    ['\\{{ name }} {{name}}', '{{ name }} w1'],
    ['{{! a comment }}x', 'x'],
    ['{{groups.web.length}} {{groups.web.[1]}}', '2 w2'],
    ['{{#if flag}}y{{else}}n{{/if}}{{#unless flag}}u{{/unless}}', 'nu'],
    ['{{#if nothing}}y{{else if workers}}w{{/if}}', 'w'],
    ['{{#each groups.web}}{{@index}}={{this}}{{#unless @last}},{{/unless}}{{/each}}', '0=w1,1=w2'],
    ['{{#each groups}}{{@key}}:{{#each this}}{{this}};{{/each}} {{/each}}', 'web:w1;w2; db:d1; '],
    ['{{#each groups.web as |host index|}}{{host}}{{index}}{{../name}}{{/each}}', 'w10w1w21w1'],
    ['{{#each hostvars}}{{address}} {{@root.workers}};{{/each}}', '10.0.0.1 4;10.0.0.2 4;'],
    ['{{#each (default nowhere list)}}x{{else}}none{{/each}}', 'none'],
    ['{{#with facts.os}}{{family}}{{/with}}', 'debian'],
    ['{{lookup (lookup hostvars "w1") "address"}}', '10.0.0.1'],
    [
      '{{default nowhere "d"}} {{default nothing "n"}} {{default facts.none.at.all 1}} {{default name "x"}}',
      'd n 1 w1',
    ],
    ['{{join groups.web}} {{join groups.web ", "}}', 'w1,w2 w1, w2'],
    ['{{json facts}}', '{"os":{"family":"debian"},"memory_mb":2000}'],
    ['{{json groups.db 1}}', '[\n "d1"\n]'],
    ['c:\n  {{indent (yaml facts) 2}}\n', 'c:\n  os:\n    family: debian\n  memory_mb: 2000\n'],
    ['{{quote "it\'s"}} {{quote name}}', "'it'\\''s' w1"],
    [
      '{{b64encode name}} {{urlencode "a b/ü"}} {{upper name}} {{lower "ÄB"}} {{trim " x "}}',
      'dzE= a%20b%2F%C3%BC W1 äb x',
    ],
    ['{{sha256 ""}}', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['{{length groups.web}} {{length facts}} {{length "ü€"}}', '2 2 2'],
    ['{{#if (and (eq name "w1") (ne workers 5) (not flag))}}y{{/if}}', 'y'],
    [
      '{{#if (or flag (in "w2" groups.web))}}y{{/if}}{{#if (in "x" name)}}n{{/if}}{{#if (in "os" facts)}}k{{/if}}',
      'yk',
    ],
    ['{{#if flag}}\n  gone\n{{/if}}\nstays\n', 'stays\n'],
  ];
  for (const [text, expected] of texts) {
    it(`renders ${JSON.stringify(text)}`, () => {
      assert.equal(render(text, { ...createScope(), list: [] }), expected);
    });
  }

  it('gives text without templates as a literal', () => {
    assert.deepEqual(compileText('plain { text } }}', SPAN).literal, { value: 'plain { text } }}' });
    assert.deepEqual(compileText('\\{{ name }}', SPAN).literal, { value: '{{ name }}' });
    assert.equal(compileText('{{ name }}', SPAN).literal, undefined);
  });

  it('keeps a text that is one expression a text', () => {
    assert.equal(render('{{ workers }}'), '4');
  });

  it('never compiles data', () => {
    const hostile = '{{ token }} ${name} !cel token';

    assert.equal(render('{{ hostile }}'), hostile);
    assert.equal(render('{{#each list}}{{this}}{{/each}}', { list: [hostile] }), hostile);
    assert.equal(render('{{json map}}', { map: { [hostile]: 1 } }), JSON.stringify({ [hostile]: 1 }));
  });

  it('reaches no prototype', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', '__defineGetter__']) {
      assert.match(failureOf(`{{ ${name} }}`), /template\/undefined/);
      assert.match(failureOf(`{{ facts.${name} }}`), /template\/undefined/);
      assert.match(failureOf(`{{ lookup facts "${name}" }}`), /template\/undefined/);
      assert.match(failureOf(`{{ name.${name} }}`), /template\/undefined/);
    }
    const own: unknown = JSON.parse('{"m": {"constructor": "x", "__proto__": {"p": 1}}}');
    assert.match(failureOf('{{ m.constructor }}', own as Record<string, unknown>), /template\/undefined/);
    assert.match(failureOf('{{ m.p }}', own as Record<string, unknown>), /template\/undefined/);
  });

  describe('of secrets', () => {
    it('makes a Secret of a text that used one, whatever was done to it', () => {
      assert.equal(render('a {{token}}'), '<a t0k3n>');
      assert.equal(render('{{b64encode token}}'), '<dDBrM24=>');
      assert.equal(render('{{#each servers}}{{password}}{{/each}}'), '<papb>');
      assert.equal(
        render('{{json servers}}'),
        '<[{"name":"a","password":"pa"},{"name":"b","password":"pb"}]>',
      );
      assert.equal(render('{{#if (eq token "x")}}y{{/if}}'), '<>');
    });
    it('leaves a text that used none as it is', () => {
      assert.equal(
        render('{{#each servers}}{{name}}{{/each}} {{hostvars.w1.address}} {{length servers}}'),
        'ab 10.0.0.1 2',
      );
    });
    it('shows none of it in an error', () => {
      const failure = failureOf('{{token}} {{token.x}}');

      assert.match(failure, /"token.x" is not defined/);
      assert.doesNotMatch(failure, /t0k3n/);
      assert.doesNotMatch(failureOf('{{lookup facts token}}'), /t0k3n/);
    });
  });

  describe('of unknowns', () => {
    it('is unknown with their reason where it needs one', () => {
      assert.equal(render('a {{later}}'), '?not run');
      assert.equal(render('{{json hostvars.w2}}'), '?not started');
      assert.equal(render('{{#each half}}{{this}}{{/each}}'), '?half');
      assert.equal(render('{{token}}{{later}}'), '?not run');
    });
    it('does not mind those it does not read', () => {
      assert.equal(render('{{#if flag}}{{later}}{{/if}}{{hostvars.w2.address}}'), '10.0.0.2');
    });
  });

  describe('references', () => {
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['{{a}} {{b.c}}', ['a@3:7', 'b.c@3:13']],
      ['x\n{{#if (eq a.b 1)}}{{json c}}{{/if}}', ['a.b@4:15', 'c@4:30']],
      [
        '{{#each list}}{{inner}}{{../outer}}{{@root.top.t}}{{@index}}{{/each}}',
        ['list@3:13', 'outer@3:30', 'top.t@3:42'],
      ],
      ['{{#each list as |item i|}}{{item.x}}{{i}}{{/each}}', ['list@3:13']],
      ['{{default maybe.it other}}', ['maybe.it@3:15?', 'other@3:24']],
      ['{{#with a}}{{#if b}}{{../c}}{{/if}}{{/with}}', ['a@3:13', 'c@3:27']],
      ['{{this.length}}', ['length@3:7']],
    ];
    for (const [text, expected] of cases) {
      it(`of ${JSON.stringify(text)}`, () => {
        const references = compileText(text, SPAN).references.map(({ path, span, optional }) => {
          return `${path.join('.')}@${span.line}:${span.column}${optional === true ? '?' : ''}`;
        });

        assert.deepEqual(references, expected);
      });
    }
  });

  describe('refuses', () => {
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['ab {{x', ['3:10 template/syntax']],
      ['{{#if a}}\nb', ['4:6 template/syntax the text ends within a block']],
      ['x\n  {{ a b= }}', ['4:15 template/syntax']],
      ['{{#if a}}{{/each}}', ['3:8 template/syntax {{#if}} is closed by {{/each}}']],
      ['{{}}', ['3:7 template/syntax a name is missing between {{ and }}']],
      ['{{else}}', ['3:5 template/syntax {{else}} stands outside a block']],
      ['{{ a > 1 }}', ['3:10 template/syntax this cannot stand between {{ and }}: >']],
      ['{{uper name}}', ['3:7 template/unknown-helper there is no helper "uper" (did you mean "upper"?)']],
      [
        '{{json (foo_bar_baz x)}}',
        ['3:13 template/unknown-helper there is no helper "foo_bar_baz" (the helpers are default,'],
      ],
      [
        '{{#users}}{{/users}}',
        ['3:8 template/unknown-block there is no block {{#users}} (write {{#if users}} or {{#each users}})'],
      ],
      [
        '{{#eech users}}{{/eech}}',
        ['3:8 template/unknown-block there is no block {{#eech}} (did you mean "each"?)'],
      ],
      ['{{> other}}', ['3:5 template/partial']],
      ['{{#> other}}{{/other}}', ['3:5 template/partial']],
      ['{{@nope}}', ['3:7 template/unknown-data there is no @nope']],
      ['{{../x}}', ['3:7 template/depth']],
      [
        '{{length}}',
        [
          '3:5 template/arity "length" takes 1 value, got 0 (a variable of this name is read by {{this.length}})',
        ],
      ],
      ['{{eq a}}', ['3:5 template/arity "eq" takes 2 values, got 1']],
      ['{{#if}}{{/if}}', ['3:8 template/arity {{#if}} takes one value']],
      ['{{json a b=1}}', ['3:5 template/arity "json" takes no named values']],
      ['{{{{raw}}}}x{{{{/raw}}}}', ['3:9 template/unknown-block']],
      ['{{foo_a x}}\n{{foo_b y}}', ['3:7 template/unknown-helper', '4:7 template/unknown-helper']],
    ];
    for (const [text, expected] of cases) {
      it(JSON.stringify(text), () => {
        const faults = faultsOf(text);

        assert.equal(faults.length, expected.length, faults.join('\n'));
        for (const [index, start] of expected.entries())
          assert.equal(faults[index]?.slice(0, start.length), start);
      });
    }
  });

  describe('fails at', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['{{ workrs }}', 'template/undefined f.yml:3:8: "workrs" is not defined (did you mean "workers"?)'],
      [
        'a\n {{facts.os.famly}}',
        'template/undefined f.yml:4:8: "facts.os.famly" is not defined (did you mean "family"?)',
      ],
      [
        '{{zzzzzzzz}}',
        'template/undefined f.yml:3:7: "zzzzzzzz" is not defined (give it a value, or write {{default zzzzzzzz "…"}})',
      ],
      ['{{name.x.y}}', 'template/undefined f.yml:3:7: "name.x.y" is not defined: "name" is no map'],
      ['{{json name.x}}', 'template/undefined f.yml:3:12: "name.x" is not defined: "name" is no map'],
      ['{{#if nope}}{{/if}}', 'template/undefined f.yml:3:11: "nope" is not defined (did you mean "name"?)'],
      [
        '{{#each servers}}{{workers}}{{/each}}',
        'template/undefined f.yml:3:24: "workers" is not defined (within {{#each}} and {{#with}} write ../workers or @root.workers)',
      ],
      [
        '{{ facts }}',
        'template/no-text f.yml:3:8: "facts" is a map, not a text (write {{json facts}} or {{yaml facts}})',
      ],
      [
        '{{groups.web}}',
        'template/no-text f.yml:3:7: "groups.web" is a list, not a text (write {{json groups.web}} or {{yaml groups.web}})',
      ],
      [
        '{{nothing}}',
        'template/no-text f.yml:3:7: "nothing" is null, not a text (write {{default nothing "…"}})',
      ],
      [
        '{{lookup groups "web"}}',
        'template/no-text f.yml:3:5: the value is a list, not a text (write {{json …}} or {{yaml …}})',
      ],
      [
        'ab {{upper facts}}',
        'template/wrong-value f.yml:3:10: upper: a text is wanted, got a map (use json or yaml)',
      ],
      ['{{join name}}', 'template/wrong-value f.yml:3:7: join: a list is wanted'],
    ];
    for (const [text, expected] of cases) {
      it(JSON.stringify(text), () => {
        assert.equal(failureOf(text), expected);
      });
    }
  });

  it('answers any text with a rendering, an error of ours or diagnostics', () => {
    const pieces = [
      '{{',
      '}}',
      '{{{',
      '}}}',
      '#if ',
      '/if',
      '#each ',
      '/each',
      'name',
      'facts',
      ' ',
      '.',
      '../',
      '@index',
      '(',
      ')',
      'json ',
      '"s"',
      '\\',
      '~',
      '\n',
      'else',
      '|',
      '!',
      '>',
      'token',
      '1',
    ];
    let state = 3;
    const pick = () => pieces[(state = (state * 1103515245 + 12345) % 2147483648) % pieces.length] ?? '';
    const scope = createScope();
    for (let round = 0; round < 1500; round++) {
      const text = Array.from({ length: 2 + (round % 9) }, pick).join('');
      try {
        compileText(text, SPAN).render(scope);
      } catch (error) {
        assert.ok(error instanceof DiagnosticsError || error instanceof K3Error, `${text}: ${String(error)}`);
        assert.doesNotMatch(error.message, /t0k3n/);
      }
    }
  });
});

describe('compileTemplateFile', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3-template-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('renders a file and names it in errors', async () => {
    const file = join(folder, 'a.hbs');
    await writeFile(file, 'one\n{{name}}\n');
    const compiled = await compileTemplateFile(file);

    assert.equal(compiled.render(createScope()), 'one\nw1\n');
    assert.throws(() => compiled.render({}), { message: `${file}:2:3: "name" is not defined` });
  });
  it('tells that a file is missing', async () => {
    await assert.rejects(compileTemplateFile(join(folder, 'none.hbs')), DiagnosticsError);
  });
});
