import assert from 'node:assert/strict';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { K3Error } from '../../lib/core/errors.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { compileExpression } from '../../lib/template/compile.ts';
import { createScope, SPAN, unveil } from './scope.ts';

const evaluate = (text: string, scope: Record<string, unknown> = createScope()) =>
  unveil(compileExpression(text, SPAN).render(scope));

function faultOf(text: string): string {
  try {
    compileExpression(text, SPAN);
  } catch (error) {
    assert.ok(error instanceof DiagnosticsError, String(error));
    const [{ span, code, message, hint } = { code: '', message: '', span: undefined, hint: undefined }] =
      error.diagnostics;
    return `${span?.line}:${span?.column} ${code} ${message}${hint === undefined ? '' : ` (${hint})`}`;
  }
  return 'no fault';
}

function failureOf(text: string, scope: Record<string, unknown> = createScope()): string {
  const compiled = compileExpression(text, SPAN);
  try {
    compiled.render(scope);
  } catch (error) {
    assert.ok(error instanceof K3Error, String(error));
    assert.equal(error.kind, 'template');
    return `${error.code} ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`;
  }
  return 'no failure';
}

/** Expressions with what they make; secrets as <…>, unknowns as ?reason. */
type Table = Readonly<Record<string, readonly (readonly [string, unknown])[]>>;

const TABLE: Table = {
  'numbers and comparisons': [
    ['workers > 2', true],
    ['workers == 4 && workers == 4.0 && workers != 5', true],
    ['workers + 1', 5],
    ['facts.memory_mb * 2', 4000],
    ['facts.memory_mb * 1.5', 3000],
    ['ratio > 1 && 1 < ratio', true],
    ['ratio + workers', 5.5],
    ['7 / 2', 3],
    ['7 / 2.0', 3.5],
    ['-workers', -4],
    ['workers in [1, 4]', true],
    ['name == "w1" && facts.os.family == "debian"', true],
    ['nothing == null', true],
    ['facts == {"os": {"family": "debian"}, "memory_mb": 2000}', true],
    ['int("5") + 1', 6],
    ['string(workers) + "x"', '4x'],
  ],
  'maps and lists': [
    ['mixed', [1, 'a', { b: 1 }]],
    ['mixed[2].b', 1],
    ['[1, "a", {"b": [2.5]}]', [1, 'a', { b: [2.5] }]],
    ['{"a": workers, name: 2}', { a: 4, w1: 2 }],
    ['groups.web.map(h, hostvars[h].address)', ['10.0.0.1', '10.0.0.2']],
    ['groups.web.filter(h, h != name)[0]', 'w2'],
    ['groups.web.exists(h, h == name) && groups.web.all(h, h.startsWith("w"))', true],
    ['groups.map(g, g)', ['web', 'db']],
    ['"w1" in groups.web && name in hostvars && !("w3" in hostvars)', true],
    ['size(groups.web) + groups.web.size() + size(name)', 6],
    ['groups.web + groups.db', ['w1', 'w2', 'd1']],
    ['["b", "a"].sort() + ["x", "x"].distinct()', ['a', 'b', 'x']],
    ['[3, 1, 2].sort()', [1, 2, 3]],
    ['[[1], [2, 3]].flatten()', [1, 2, 3]],
    ['[1, 2, 3].reverse().slice(0, 2)', [3, 2]],
    ['[1, 2].sum() + [1, 5].max() + [2, 3].min()', 10],
    ['[1, 1.5].sum()', 2.5],
    ['range(3)', [0, 1, 2]],
    ['[{"a": 1}, {"a": 1}].distinct()', [{ a: 1 }]],
    ['keys(groups)', ['web', 'db']],
    ['values(groups)', [['w1', 'w2'], ['d1']]],
    ['entries({"a": 1})', [{ key: 'a', value: 1 }]],
    ['merge({"a": {"b": 1, "c": [1]}}, {"a": {"c": [2]}, "d": 3})', { a: { b: 1, c: [2] }, d: 3 }],
    ['cel.bind(n, workers * 2, n + n)', 16],
  ],
  'what may be missing': [
    ['has(facts.os)', true],
    ['has(facts.nope)', false],
    ['facts.?nope.orValue(3)', 3],
    ['facts.?os.?family.orValue("x")', 'debian'],
    ['default(nowhere, 3) + default(facts.none.at.all, 1) + default(groups.web[9], 1)', 5],
    ['default(nothing, "n")', 'n'],
    ['default(name, "x")', 'w1'],
    ['defined(nowhere)', false],
    ['defined(facts.os) && !defined(facts.none)', true],
  ],
  texts: [
    ['"a-b-c".replace("-", "$&")', 'a$&b$&c'],
    ['regexReplace("a1b22", "[0-9]+", "#")', 'a#b#'],
    ['"a,b".split(",").join("+")', 'a+b'],
    ['"Ab".upperAscii() + "Ab".lowerAscii() + " x ".trim()', 'ABabx'],
    ['name.matches("^w[0-9]$")', true],
    ['b64encode(name) + b64decode("YQ==")', 'dzE=a'],
    ['sha256("")', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['urlEncode("a b/c")', 'a%20b%2Fc'],
    ['json({"a": [1, 2.5, null]})', '{"a":[1,2.5,null]}'],
    ['toYaml(facts)', 'os:\n  family: debian\nmemory_mb: 2000'],
    ['fromJson("{\\"a\\": [1, 2.5]}").a[0] + 1', 2],
    ['duration("90s")', '90s'],
    ['timestamp("2024-01-01T00:00:00Z")', '2024-01-01T00:00:00.000Z'],
  ],
  unknowns: [
    ['later', '?not run'],
    ['later == 1', '?not run'],
    ['!later', '?not run'],
    ['later + 1', '?not run'],
    ['later.stdout.size() > 0', '?not run'],
    ['false && later', false],
    ['later && false', false],
    ['true || later', true],
    ['later || true', true],
    ['later || false', '?not run'],
    ['later && true', '?not run'],
    ['(later || flag) && flag', false],
    ['flag ? later : 1', 1],
    ['!flag ? later : 1', '?not run'],
    ['later ? 1 : 2', '?not run'],
    ['[1, later, (name)]', [1, '?not run', 'w1']],
    ['{"a": 1, "b": {"c": later}, "d": [later]}', { a: 1, b: { c: '?not run' }, d: ['?not run'] }],
    ['hostvars.w2.started', '?not started'],
    ['hostvars["w2"]', { address: '10.0.0.2', password: '<hash>', started: '?not started' }],
    ['hostvars[groups.web[1]].address', '10.0.0.2'],
    ['hostvars.w2.address', '10.0.0.2'],
    ['half[1]', 1],
    ['half[0]', '?half'],
    ['half.map(x, x)', '?half'],
    ['merge(hostvars.w2, {"x": 1}).x', 1],
    ['keys(hostvars.w2)', ['address', 'password', 'started']],
    ['json(hostvars.w2)', '?not started'],
    ['has(hostvars.w2.address)', true],
    ['has(hostvars.w2.nope)', false],
    ['default(later, 1)', '?not run'],
    ['groups.web.exists(h, defined(hostvars[h].started) && hostvars[h].started)', '?not started'],
    ['groups.web.exists(h, h == "w1" || hostvars[h].started)', true],
  ],
  secrets: [
    ['token', '<t0k3n>'],
    ['"x" + token', '<xt0k3n>'],
    ['token.upperAscii()', '<T0K3N>'],
    ['token.substring(1)', '<0k3n>'],
    ['b64encode(token)', '<dDBrM24=>'],
    ['token == "t0k3n"', true],
    ['size(token)', 5],
    ['token.startsWith("t0")', true],
    ['token in ["t0k3n"]', true],
    ['token == "x" ? "a" : "b"', 'b'],
    ['{"a": token, "b": 1, "c": name}', { a: '<t0k3n>', b: 1, c: 'w1' }],
    ['[token, "x" + token, "x" + name]', ['<t0k3n>', '<xt0k3n>', 'xw1']],
    [
      'servers',
      [
        { name: 'a', password: '<pa>' },
        { name: 'b', password: '<pb>' },
      ],
    ],
    ['servers.map(s, s.password)', ['<pa>', '<pb>']],
    ['servers.map(s, s.name)', ['a', 'b']],
    [
      'servers.map(s, {"n": s.name, "p": s.password, "u": "u:" + s.password, "l": "lit"})',
      [
        { n: 'a', p: '<pa>', u: '<u:pa>', l: 'lit' },
        { n: 'b', p: '<pb>', u: '<u:pb>', l: 'lit' },
      ],
    ],
    ['servers.filter(s, s.password == "pa")[0]', { name: 'a', password: '<pa>' }],
    [
      'merge(hostvars.w1, {"x": token, "y": name})',
      { address: '10.0.0.1', password: '<hush>', x: '<t0k3n>', y: 'w1' },
    ],
    ['merge(hostvars.w1, {"x": 1}).password', '<hush>'],
    ['values(hostvars.w1)', ['10.0.0.1', '<hush>']],
    ['entries(hostvars.w1).map(e, e.value)', ['10.0.0.1', '<hush>']],
    ['json(hostvars.w1)', '<{"address":"10.0.0.1","password":"hush"}>'],
    ['hostvars[name].password', '<hush>'],
    ['default(token, "x")', '<t0k3n>'],
    ['default(nowhere, token)', '<t0k3n>'],
    ['flag ? name : token', '<t0k3n>'],
    ['cel.bind(t, token, {"a": t})', { a: '<t0k3n>' }],
    ['"a".replace("a", token)', '<t0k3n>'],
  ],
  'parts in parentheses': [
    ['(workers) + (1)', 5],
    ['[(1), ((workers + 1)), (name) + ("x")]', [1, 5, 'w1x']],
    ['{"a": (workers + 1) * (2), "b": ((name))}', { a: 10, b: 'w1' }],
    ['(workers > 2) ? (name) : ("n")', 'w1'],
    ['[workers, // the first\n (2)]', [4, 2]],
    ['["(", ")" + name, "a//b"]', ['(', ')w1', 'a//b']],
  ],
};

describe('compileExpression', () => {
  for (const [topic, cases] of Object.entries(TABLE)) {
    describe(topic, () => {
      for (const [text, expected] of cases) {
        it(text, () => {
          assert.deepEqual(evaluate(text), expected);
        });
      }
    });
  }

  it('gives what reads nothing as a literal', () => {
    assert.deepEqual(compileExpression('[1, 2].map(x, x * 2)', SPAN).literal, { value: [2, 4] });
    assert.equal(compileExpression('name', SPAN).literal, undefined);
  });

  it('gives the very value of a path, not a copy', () => {
    const scope = createScope();

    assert.equal(compileExpression('hostvars.w2', SPAN).render(scope), scope.hostvars.w2);
    assert.equal(compileExpression('hostvars[name]', SPAN).render(scope), scope.hostvars.w1);
  });

  it('knows its type before it runs', () => {
    const types = ['workers > 2', 'workers', '"a" + name', '[1]', '{"a": 1}', 'size(name)'].map(
      (text) => compileExpression(text, SPAN).type,
    );

    assert.deepEqual(types, ['bool', 'dyn', 'string', 'list<int>', 'map<string, int>', 'int']);
  });

  it('never compiles data', () => {
    const hostile = '{{ token }} ${name} !cel token';

    assert.equal(evaluate('hostile'), hostile);
    assert.equal(evaluate('[hostile].map(x, x)[0] + hostile'), hostile + hostile);
    assert.deepEqual(evaluate('merge({}, m)', { m: { a: hostile } }), { a: hostile });
  });

  it('reaches no prototype', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      assert.equal(evaluate(`defined(facts.${name})`), false, name);
      assert.equal(evaluate(`"${name}" in facts`), false, name);
      assert.match(failureOf(`facts["${name}"]`), /template\/undefined/);
    }
    const own = JSON.parse('{"m": {"constructor": "x", "__proto__": {"p": 1}, "a": 1}}') as Record<
      string,
      unknown
    >;
    assert.deepEqual(evaluate('keys(m)', own), ['a']);
    assert.equal(evaluate('m.a', own), 1);
    assert.equal(evaluate('defined(m.p) || defined(m.constructor) || defined(m.__proto__)', own), false);
    assert.deepEqual(Object.keys(evaluate('merge({}, m)', own) as object), ['a']);
    assert.deepEqual(evaluate('fromJson("{\\"__proto__\\": 1, \\"a\\": 2}")'), { a: 2 });
  });

  it('reads no more of a large scope than it needs', () => {
    let reads = 0;
    const counted = (value: object) =>
      new Proxy(value, {
        get: (target, key, receiver) => {
          reads++;
          return Reflect.get(target, key, receiver) as unknown;
        },
      });
    const hostvars = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [
        `h${index}`,
        counted({ port: index, deep: counted({ a: [1, 2, 3] }) }),
      ]),
    );
    const scope = { hostvars: counted(hostvars), name: 'h7' };

    assert.equal(evaluate('hostvars[name].port + hostvars.h8.port', scope), 15);
    assert.ok(reads < 60, `${reads} reads`);
  });

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
        '3:5 template/cel-type there is no function .uperAscii() (did you mean "upperAscii"?)',
      ],
      ['mergee(a, b)', '3:5 template/cel-type there is no function mergee() (did you mean "merge"?)'],
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
