import assert from 'node:assert/strict';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { Templated } from '../../lib/schema/static.ts';
import { parseDocument } from '../../lib/source/document.ts';
import { compileValue } from '../../lib/template/compile.ts';
import { explainName } from '../../lib/template/names.ts';
import { BUNDLED } from '../../lib/template/language.ts';
import { shapeOf } from '../../lib/template/shape.ts';
import { createScope, unveil } from './scope.ts';

const compile = (text: string) => {
  const document = parseDocument(text, 'f.yml');
  return compileValue(document.value, (path) => document.spanAt(path));
};

describe('compileValue', () => {
  it('renders maps, lists, texts and expressions, each at its place', () => {
    const compiled = compile(
      'a: x\nb: ["{{ name }}", !cel workers + 1]\nc: {d: !cel "{\'e\': name}", f: null}\n',
    );

    assert.deepEqual(unveil(compiled.render(createScope())), {
      a: 'x',
      b: ['w1', 5],
      c: { d: { e: 'w1' }, f: null },
    });
  });

  it('keeps secrets and unknowns at the deepest place', () => {
    const compiled = compile(
      'a: "{{ token }}"\nb: [!cel later, 1]\nc: !cel "{\'x\': token, \'y\': later}"\n',
    );

    assert.deepEqual(unveil(compiled.render(createScope())), {
      a: '<t0k3n>',
      b: ['?not run', 1],
      c: { x: '<t0k3n>', y: '?not run' },
    });
  });

  it('gives a literal where nothing depends on the scope, expressions and escapes worked out', () => {
    assert.deepEqual(compile('a: [1, {b: "\\\\{{ x }}"}]\nc: !cel 1 + 1\nd: []\n').literal, {
      value: { a: [1, { b: '{{ x }}' }], c: 2, d: [] },
    });
    assert.equal(compile('a: [1, "{{ name }}"]\n').literal, undefined);
  });

  it('leaves keys as they are written', () => {
    assert.deepEqual(compile('"{{ name }}": 1\n').literal, { value: { '{{ name }}': 1 } });
  });

  it('gathers the references of all its parts, with their places', () => {
    const { references } = compile(
      'a: "x {{ name }}"\nb:\n  - !cel workers > 1\nc: |\n  one\n  {{ facts.os }}\n',
    );

    assert.deepEqual(
      references.map(({ path, span }) => `${path.join('.')}@${span.line}:${span.column}`),
      ['name@1:10', 'workers@3:10', 'facts.os@6:6'],
    );
  });

  it('tells the faults of all its parts at once', () => {
    assert.throws(
      () => compile('a: "{{ x"\nb: [!cel "1 +", "{{ nope y }}"]\n'),
      (error: unknown) => {
        assert.ok(error instanceof DiagnosticsError);
        assert.deepEqual(
          error.diagnostics.map(({ code, span }) => `${code}@${span?.line}:${span?.column}`),
          ['template/syntax@1:8', 'template/cel-syntax@2:14', 'template/unknown-helper@2:21'],
        );
        return true;
      },
    );
  });
});

describe('shapeOf', () => {
  it('puts a Templated, with its type where it is known, for all that is made later', () => {
    const { value } = parseDocument(
      'a: x\nb: ["{{ y }}", !cel y, 1]\nc: !cel y > 1\nd: !cel "[y]"\ne: !cel size(y)\n',
      'f.yml',
    );

    assert.deepEqual(shapeOf(value, BUNDLED), {
      a: 'x',
      b: [new Templated('string'), new Templated(), 1],
      c: new Templated('boolean'),
      d: new Templated('array'),
      e: new Templated('integer'),
    });
  });
});

describe('explainName', () => {
  for (const name of ['a', 'workers', 'k3s', '_x', 'hostvars', 'item']) {
    it(`allows ${name}`, () => {
      assert.equal(explainName(name), undefined);
    });
  }
  for (const name of [
    '',
    'a-b',
    '1a',
    'true',
    'in',
    'loop',
    'list',
    'string',
    'cel',
    'this',
    '__proto__',
    'constructor',
  ]) {
    it(`refuses "${name}"`, () => {
      assert.equal(typeof explainName(name), 'string');
    });
  }
});
