import assert from 'node:assert/strict';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { K3Error } from '../../lib/core/errors.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { compileExpression } from '../../lib/template/compile.ts';
import { failureOf as describeFailure, faultsOf } from './faults.ts';
import { createScope, SPAN, unveil } from './scope.ts';

const evaluate = (text: string, scope: Record<string, unknown> = createScope()) =>
  unveil(compileExpression(text, SPAN).render(scope));

const faultOf = (text: string): string => faultsOf(() => compileExpression(text, SPAN))[0] ?? 'no fault';

const failureOf = (text: string, scope?: Record<string, unknown>): string =>
  describeFailure(compileExpression(text, SPAN), scope);

const own = (name: string): string =>
  `"${name}" has a meaning of its own in expressions, and is no variable ` +
  `(give the variable another name; only a text reads it, as {{ ${name} }})`;

describe('compileExpression', () => {
  for (const [text, value] of [
    ['type(a) == int && type(a) in [int, double]', true],
    ['[1, 2].map(list, list + 1)', [2, 3]],
    ['math.greatest(1, 2)', 2],
    ['{"type": 1}.type', 1],
  ] as const) {
    it(`takes names of its own in their place: ${text}`, () => {
      assert.deepEqual(evaluate(text, { a: 1 }), value);
    });
  }

  describe('references', () => {
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['facts.os.family == "x" && workers > 2', ['facts.os.family@3:5', 'workers@3:31']],
      ['a["b"].c[0].d', ['a.b.c@3:5']],
      ['hostvars[inventory_hostname].x', ['inventory_hostname@3:14', 'hostvars@3:5']],
      ['list_.map(x, x.y + z).exists(q, q == r)', ['list_@3:5', 'z@3:24', 'r@3:42']],
      ['cel.bind(v, a, v + b)', ['a@3:17', 'b@3:24']],
      ['has(a.b.c)', ['a.b@3:9']],
      ['a.?b.orValue(c)', ['a@3:5', 'c@3:18']],
      ['{"k": a}["k"]', ['a@3:11']],
      ['type(x) == int', ['x@3:10']],
      ['a &&\n  b', ['a@3:5', 'b@4:7']],
      ['merge(a, {"x": b})', ['a@3:11', 'b@3:20']],
    ];
    for (const [text, expected] of cases) {
      it(`of ${JSON.stringify(text)}`, () => {
        const references = compileExpression(text, SPAN).references.map(({ path, span, optional }) => {
          return `${path.join('.')}@${span.line}:${span.column}${optional === true ? '?' : ''}`;
        });

        assert.deepEqual(references, expected);
      });
    }
    it('of default and defined are optional', () => {
      const references = compileExpression('default(a.b, c) && defined(d)', SPAN).references;

      assert.deepEqual(
        references.map(({ path, optional }) => [path.join('.'), optional ?? false]),
        [
          ['a.b', true],
          ['c', false],
          ['d', true],
        ],
      );
    });
  });

  describe('refuses', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['', '3:5 template/cel-syntax an expression is wanted here'],
      ['1 +', '3:8 template/cel-syntax the expression ends too early'],
      ['a and b', '3:7 template/cel-syntax the expression goes wrong at "and" (write && for "and")'],
      ['type == kind', `3:5 template/cel-name ${own('type')}`],
      ['kind in [list, "x"]', `3:14 template/cel-name ${own('list')}`],
      ['a.map(x, x > math)', `3:18 template/cel-name ${own('math')}`],
      ['string.stdout', `3:5 template/cel-name ${own('string')}`],
      ['not a', '3:9 template/cel-syntax the expression goes wrong at "a" (write ! for "not")'],
      ['x is defined', '3:7 template/cel-syntax the expression goes wrong at "is" (write defined(name))'],
      ['a = 1', '3:7 template/cel-syntax the expression goes wrong at "=" (compare with ==)'],
      [
        'x | default(1)',
        '3:7 template/cel-syntax the expression goes wrong at "|" (there are no filters; call a function: f(value))',
      ],
      ['{{ x }}', '3:10 template/cel-syntax the expression goes wrong at "}" (an expression needs no {{ }})'],
      [
        '"a" + 1',
        '3:5 template/cel-type string + int is not possible (make a text of it with string(value))',
      ],
      ['a &&\n  "x" > 1', '4:7 template/cel-type string > int is not possible'],
      [
        'name.uperAscii()',
        '3:5 template/unknown-function there is no function .uperAscii() (did you mean "upperAscii"?)',
      ],
      ['mergee(a, b)', '3:5 template/unknown-function there is no function mergee() (did you mean "merge"?)'],
      ['sha256(1)', '3:5 template/cel-type sha256() does not take (int) (it is sha256(string): string)'],
      [
        'x ? "a" : 1',
        "3:5 template/cel-type ternary branches must have the same type, got 'string' and 'int' (wrap one of them in dyn())",
      ],
      [
        'has(x)',
        '3:9 template/cel-type has() invalid argument (has() asks for a field by its names: has(name.field); for all else write defined(…))',
      ],
      ['1 / 0', '3:5 template/cel-value division by zero'],
      ['[1, 9007199254740993]', '3:9 template/cel-value 9007199254740993 is too large to be kept exactly'],
    ];
    for (const [text, expected] of cases) {
      it(JSON.stringify(text), () => {
        assert.equal(faultOf(text), expected);
      });
    }
  });

  describe('fails at', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['workrs > 1', 'template/undefined f.yml:3:5: "workrs" is not defined (did you mean "workers"?)'],
      [
        'flag ||\n  facts.os.famly == "x"',
        'template/undefined f.yml:4:7: "facts.os.famly" is not defined (did you mean "family"?)',
      ],
      [
        '[1, facts.os.famly]',
        'template/undefined f.yml:3:9: "facts.os.famly" is not defined (did you mean "family"?)',
      ],
      [
        'hostvars["w3"]',
        'template/undefined f.yml:3:5: "hostvars["w3"]" is not defined (did you mean "w1"?)',
      ],
      [
        'groups.web[7]',
        'template/undefined f.yml:3:5: "groups.web[7]" is not defined: the list has no such item',
      ],
      [
        '"a" + workers',
        'template/wrong-type f.yml:3:5: string + int is not possible (make a text of it with string(value))',
      ],
      ['workers > "a"', 'template/wrong-type f.yml:3:5: int > string is not possible'],
      ['name ? 1 : 2', 'template/failed f.yml:3:5: a condition must be true or false'],
      ['fromJson(name)', 'template/wrong-value f.yml:3:5: fromJson() wants a text in JSON'],
      ['mixed.sort()', 'template/wrong-value f.yml:3:5: only lists of numbers or of texts have an order'],
      ['{"x" + token: 1}', 'template/wrong-value f.yml:3:6: a secret cannot be a key'],
      ['servers.map(s, {s.password: s.name})', 'template/wrong-value f.yml:3:5: a secret cannot be a key'],
      ['merge(name, {})', 'template/wrong-value f.yml:3:5: merge() wants a map'],
    ];
    for (const [text, expected] of cases) {
      it(JSON.stringify(text), () => {
        assert.equal(failureOf(text), expected);
      });
    }
    it('shows nothing of a secret', () => {
      for (const text of [
        'int(token)',
        'hostvars[token]',
        'bool("x" + token)',
        'duration(token.upperAscii())',
        '{"a": 1}[token]',
        'timestamp(token)',
        '"x".matches("(" + token)',
      ]) {
        const failure = failureOf(text);

        assert.notEqual(failure, 'no failure', text);
        assert.doesNotMatch(failure, /t0k3n/i);
      }
    });
  });

  it('answers any text with a value, an error of ours or diagnostics', () => {
    const pieces = [
      'name',
      'workers',
      'token',
      'later',
      'facts.os',
      '.x',
      '[0]',
      '(',
      ')',
      ' + ',
      ' && ',
      ' ? ',
      ' : ',
      '"s"',
      '1',
      '[',
      ']',
      '{"a": ',
      '}',
      ', ',
      '.map(x, x)',
      '.size()',
      '!',
      ' == ',
      'merge(',
      'default(',
      ' in ',
    ];
    let state = 11;
    const pick = () => pieces[(state = (state * 1103515245 + 12345) % 2147483648) % pieces.length] ?? '';
    const scope = createScope();
    for (let round = 0; round < 3000; round++) {
      const text = Array.from({ length: 1 + (round % 8) }, pick).join('');
      try {
        compileExpression(text, SPAN).render(scope);
      } catch (error) {
        assert.ok(
          error instanceof DiagnosticsError || error instanceof K3Error,
          `${text}: ${error instanceof Error ? error.stack : ''}`,
        );
        assert.doesNotMatch(error.message, /t0k3n/);
      }
    }
  });

  it('agrees with three-valued logic for every formula of &&, || and !', () => {
    type Truth = boolean | undefined;
    const scope = { t: true, f: false, u: new Unknown('u') };
    const not = (a: Truth): Truth => (a === undefined ? undefined : !a);
    const and = (a: Truth, b: Truth): Truth =>
      a === false || b === false ? false : a === true && b === true ? true : undefined;
    let state = 5;
    const next = (below: number) => (state = (state * 1103515245 + 12345) % 2147483648) % below;
    const build = (depth: number): { text: string; truth: Truth } => {
      const kind = depth === 0 ? next(3) : 3 + next(3);
      if (kind === 0) return { text: 't', truth: true };
      if (kind === 1) return { text: 'f', truth: false };
      if (kind === 2) return { text: 'u', truth: undefined };
      const a = build(depth - 1);
      if (kind === 3) return { text: `!(${a.text})`, truth: not(a.truth) };
      const b = build(depth - 1);
      if (kind === 4) return { text: `(${a.text}) && (${b.text})`, truth: and(a.truth, b.truth) };
      return { text: `(${a.text}) || (${b.text})`, truth: not(and(not(a.truth), not(b.truth))) };
    };
    for (let round = 0; round < 300; round++) {
      const { text, truth } = build(1 + (round % 4));
      assert.equal(evaluate(text, scope), truth ?? '?u', text);
    }
  });
});
