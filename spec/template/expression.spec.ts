import assert from 'node:assert/strict';
import { compileExpression } from '../../lib/template/compile.ts';
import { failureOf as describeFailure } from './faults.ts';
import { createScope, SPAN, unveil } from './scope.ts';

const evaluate = (text: string, scope: Record<string, unknown> = createScope()) =>
  unveil(compileExpression(text, SPAN).render(scope));

const failureOf = (text: string, scope?: Record<string, unknown>): string =>
  describeFailure(compileExpression(text, SPAN), scope);

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
    ['{"8080": "web"}["8080"] + default({"8080": "x"}[8080], "none")', 'webx'],
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
});
