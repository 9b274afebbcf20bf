import assert from 'node:assert/strict';
import { readParamWords } from '../../../lib/cli/ad-hoc/param-words.ts';
import { DiagnosticsError, describeDiagnostic } from '../../../lib/core/diagnostic.ts';
import { t } from '../../../lib/schema/build.ts';
import { CelText } from '../../../lib/source/tags.ts';

const SCHEMA = t.Object({
  mode: t.Optional(t.Mode({ description: 'Mode.' })),
  content: t.Optional(t.Text({ description: 'Content.' })),
  names: t.Optional(t.Words({ description: 'Names.' })),
  port: t.Optional(t.Integer({ description: 'Port.' })),
  on: t.Optional(t.Boolean({ description: 'On.' })),
  any: t.Optional(t.Value({ description: 'Anything.' })),
  texts: t.Optional(t.Map(t.String({ description: 'A text.' }), { description: 'Texts.' })),
});

function read(...words: readonly string[]): Readonly<Record<string, unknown>> {
  return readParamWords(words, SCHEMA).params;
}

function faultsOf(...words: readonly string[]): readonly string[] {
  try {
    read(...words);
  } catch (error) {
    if (error instanceof DiagnosticsError) return error.diagnostics.map(describeDiagnostic);
    throw error;
  }
  return [];
}

describe('readParamWords', () => {
  const cases: readonly [words: readonly string[], params: Readonly<Record<string, unknown>>][] = [
    [['mode=0644'], { mode: '0644' }],
    [['content=1.10'], { content: '1.10' }],
    [['content='], { content: '' }],
    [['content=a: b # c'], { content: 'a: b # c' }],
    [['content=two\nlines\n'], { content: 'two\nlines\n' }],
    [['content=x=y'], { content: 'x=y' }],
    [['content={{ a }}'], { content: '{{ a }}' }],
    [['names=1.10'], { names: '1.10' }],
    [['names=[a, b]'], { names: ['a', 'b'] }],
    [['port=8080', 'on=true'], { port: 8080, on: true }],
    [['on=yes'], { on: 'yes' }],
    [['port={{ p }}'], { port: '{{ p }}' }],
    [['any=0644'], { any: 644 }],
    [['any={a: [1, x]}'], { any: { a: [1, 'x'] } }],
    [['any.a.b=1', 'any.c=2'], { any: { a: { b: 1 }, c: 2 } }],
    [['texts.A=0644'], { texts: { A: '0644' } }],
    [['texts.A.B=0644'], { texts: { A: { B: 644 } } }],
  ];
  for (const [words, params] of cases) {
    it(`reads ${JSON.stringify(words.join(' '))} by what the params are`, () => {
      assert.deepEqual(read(...words), params);
    });
  }

  it('takes expressions for text as for anything else', () => {
    const { content, port } = read('content=!cel a + b', 'port=!cel p');

    assert.ok(content instanceof CelText);
    assert.equal(content.text, 'a + b');
    assert.ok(port instanceof CelText);
  });

  it('tells all words that are wrong, each by its place, and no value', () => {
    assert.deepEqual(
      faultsOf('mode', 'any=[hunter2', 'port=1', 'port.x=2', 'any.__proto__.x=1', 'texts..=2'),
      [
        'mode:1:1: error: a param is written NAME=VALUE (a command stands after --, and without -m) [cli/exec]',
        'any=…:1:13: error: a quote, a bracket or a comma is missing here or above [source/unclosed]',
        'port.x=…:1:1: error: port=… says it already [cli/exec]',
        'any.__proto__.x=1:1:1: error: a param is written NAME=VALUE (a command stands after --, and without -m) [cli/exec]',
        'texts..=2:1:1: error: a param is written NAME=VALUE (a command stands after --, and without -m) [cli/exec]',
      ],
    );
  });

  it('knows the places within a value', () => {
    const [word] = readParamWords(['any={a: [1, x]}'], SCHEMA).words;

    assert.deepEqual(word?.spanAt(['a', 1]), { file: 'any=…', line: 1, column: 13 });
  });
});
