import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { compileTemplateFile, compileText } from '../../lib/template/compile.ts';
import { failureOf as describeFailure } from './faults.ts';
import { createScope, SPAN, unveil } from './scope.ts';

const render = (text: string, scope: Record<string, unknown> = createScope()) =>
  unveil(compileText(text, SPAN).render(scope));

const failureOf = (text: string, scope?: Record<string, unknown>): string =>
  describeFailure(compileText(text, SPAN), scope);

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
    const compiled = await compileTemplateFile(file, () => undefined);

    assert.equal(compiled.render(createScope()), 'one\nw1\n');
    assert.throws(() => compiled.render({}), { message: `${file}:2:3: "name" is not defined` });
  });
  it('tells that a file is missing', async () => {
    await assert.rejects(
      compileTemplateFile(join(folder, 'none.hbs'), () => undefined),
      DiagnosticsError,
    );
  });
});
