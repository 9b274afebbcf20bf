import assert from 'node:assert/strict';
import { Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { environment } from '../../lib/template/cel/environment.ts';
import { compileExpression } from '../../lib/template/compile.ts';
import { describeFunctions } from '../../lib/template/describe.ts';
import { failureOf as describeFailure, faultsOf } from './faults.ts';
import { createScope, SPAN, unveil } from './scope.ts';

type Scope = Record<string, unknown>;

const evaluate = (text: string, scope: Scope = createScope()) =>
  unveil(compileExpression(text, SPAN).render(scope));
const failureOf = (text: string, scope?: Scope): string =>
  describeFailure(compileExpression(text, SPAN), scope);
const faultOf = (text: string): string => faultsOf(() => compileExpression(text, SPAN))[0] ?? 'no fault';

/** An expression with each text in it as a variable of its own, and the texts by these variables. */
function takeTextsOut(expression: string): { readonly text: string; readonly texts: readonly string[] } {
  const texts: string[] = [];
  const text = expression.replaceAll(
    /("(?:[^"\\]|\\.)*")(\s*:)?/g,
    (whole, literal: string, colon?: string) => {
      if (colon !== undefined) return whole;
      texts.push(evaluate(literal, {}) as string);
      return `text${texts.length - 1}`;
    },
  );
  return { text, texts };
}

/** Every text in a value that is there for all to see. */
function listPlainTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object' || value instanceof Secret) return [];
  return Object.values(value).flatMap(listPlainTexts);
}

describe('functions of expressions', () => {
  const functions = describeFunctions();

  for (const { name, examples } of functions) {
    for (const { text, output } of examples) {
      it(`${name}: the example ${text} makes what it says`, () => {
        assert.deepEqual(evaluate(text, {}), output);
      });
      const { text: open, texts } = takeTextsOut(text);
      if (texts.length === 0) continue;
      it(`${name}: the example ${text} makes no plain text of secrets`, () => {
        const secrets = texts.map((one, index) => [`text${index}`, new Secret(one)]);
        const scope = Object.fromEntries(secrets) as Scope;
        let made: unknown;
        try {
          made = compileExpression(open, SPAN).render(scope);
        } catch (error) {
          assert.match(String(error), /secret/);
          return;
        }

        assert.deepEqual(listPlainTexts(made), []);
      });
      it(`${name}: the example ${text} is unknown where a text is`, () => {
        const unknown = texts.map((_, index) => [`text${index}`, new Unknown('not run')]);
        const made = compileExpression(open, SPAN).render(Object.fromEntries(unknown) as Scope);

        assert.match(JSON.stringify(made), /not run/);
      });
    }
  }

  it('are all described, and have an example', () => {
    const described = new Set(functions.map(({ name }) => name));
    const own = environment
      .getDefinitions()
      .functions.filter(({ signature }) => !signature.startsWith('google.') && !signature.startsWith('bytes'))
      .map(({ name }) => name)
      .filter((name) => !described.has(name) && !UNTOLD.has(name));

    assert.deepEqual([...new Set(own)], []);
    for (const { name, summary, examples } of functions) {
      assert.match(summary, /^\S.*[^.]\.$/, name);
      assert.ok(examples.length > 0, name);
    }
  });

  describe('make', () => {
    const cases: readonly (readonly [string, unknown])[] = [
      ['servers.sortBy(s, -size(s.name)).map(s, s.name)', ['a', 'b']],
      ['groups.web.sortBy(h, hostvars[h].address).reverse()', ['w2', 'w1']],
      [
        'servers.groupBy(s, s.name == "a")',
        { true: [{ name: 'a', password: '<pa>' }], false: [{ name: 'b', password: '<pb>' }] },
      ],
      ['groups.web.groupBy(h, h)', { w1: ['w1'], w2: ['w2'] }],
      ['[[3, 1], [2]].map(l, l.sortBy(x, x)).sortBy(l, l[0])', [[1, 3], [2]]],
      ['(servers + servers).distinct().size()', 2],
      ['servers.indexOf(servers[1])', 1],
      ['facts in [{"memory_mb": 2000.0, "os": {"family": "debian"}}]', true],
      ['sets.contains([facts], [{"memory_mb": 2000, "os": {"family": "debian"}}])', true],
      ['[ip("10.0.0.2"), ip("10.0.0.10")].map(i, string(i)).sort()', ['10.0.0.10', '10.0.0.2']],
      ['[ip("10.0.0.10"), ip("10.0.0.2"), ip("10.0.0.2")].distinct()', ['10.0.0.10', '10.0.0.2']],
      ['ip("::ffff:1.2.3.4")', '::ffff:102:304'],
      ['ip("1.2.3.4") < ip("::1") && ip("::1") != ip("::2")', true],
      ['cidr("fd00::5/64").host(1)', 'fd00::1'],
      ['cidr("fd00::/64").netmask()', 'ffff:ffff:ffff:ffff::'],
      ['cidr("10.0.0.8/31").hostCount() + cidr("10.0.0.8/32").hostCount()', 3],
      ['cidr("0.0.0.0/0").containsIP(ip("255.255.255.255"))', true],
      ['cidr("10.0.0.0/24").containsIP("::1")', false],
      ['cidr("10.1.0.0/16").containsCIDR(cidr("10.0.0.0/8"))', false],
      ['isCIDR("10.0.0.1") || isIP("fe80::1%eth0")', false],
      ['version("v1.30.4+k3s9") < version("v1.30.4+k3s10")', true],
      ['version("1.30") == version("v1.30.0") && version("v1.30.0") >= version("1.30")', true],
      [
        'version("1.0.0-rc.2") < version("1.0.0-rc.10") && version("1.0.0-alpha") < version("1.0.0-beta")',
        true,
      ],
      ['version("1.0.0-1") < version("1.0.0-a") && version("1.0.0-a") < version("1.0.0-a.1")', true],
      ['semver("1.0.0+a") == semver("1.0.0+b")', true],
      ['[semver("v1.2", true), version("v1.2")]', ['1.2.0', 'v1.2']],
      ['quantity("1.5Gi").asInteger()', 1610612736],
      ['quantity("1.5Gi")', '1536Mi'],
      ['quantity("1e3") == quantity("1k") && quantity("-0.5") == quantity("-500m")', true],
      ['quantity("0.1").add(quantity("0.2")) == quantity("300m")', true],
      ['quantity("1500").sub(500)', '1k'],
      ['quantity("0")', '0'],
      ['"%d items, %s, %x, %s".format([3, [1, "a"], 255, {"a": true}])', '3 items, [1, a], ff, {a: true}'],
      ['"a1b2".findAll("[0-9]")', ['1', '2']],
      ['"ab".groups("(x)?(b)") + "ab".groups("(x)")', ['', 'b']],
      ['"aXbXc".replace("X", "$&", 1)', 'a$&bXc'],
      ['fromYaml("a: !cel token\\nb: {c: 2}")', { a: '!cel token', b: { c: 2 } }],
      ['omit(hostvars.w1, ["address"])', { password: '<hush>' }],
      [
        'zip(groups.web, servers.map(s, s.password))',
        [
          ['w1', '<pa>'],
          ['w2', '<pb>'],
        ],
      ],
      ['pick(hostvars.w2, ["started", "address"])', { address: '10.0.0.2', started: '?not started' }],
      ['token.matches("^t0")', true],
      ['groups.web.exists(h, h.matches("2$"))', true],
    ];
    for (const [text, expected] of cases) {
      it(text, () => {
        assert.deepEqual(evaluate(text), expected);
      });
    }
  });

  describe('are refused before anything runs', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['ip("10.0.0.1") < 5', '3:5 template/cel-type net.IP < int is not possible'],
      ['ip(5)', '3:5 template/cel-type ip() does not take (int) (it is ip(string): net.IP)'],
      ['version("1.2") > "1.1"', '3:5 template/cel-type Version > string is not possible'],
      [
        'ip("1.2.3.4").famly()',
        '3:5 template/unknown-function there is no function .famly() (did you mean "family"?)',
      ],
      [
        '"a".matches(1)',
        '3:5 template/cel-type matches() of string does not take (int) (it is string.matches(string): bool)',
      ],
      [
        'sets.contains([1], 2)',
        '3:5 template/cel-type contains() of sets does not take (list<int>, int) (it is string.contains(string): bool; sets.contains(list<value>, list<value>): bool)',
      ],
      [
        '[1].sortBy(1, 2)',
        '3:16 template/cel-syntax sortBy() wants a name and an expression over it, such as (x, x.name)',
      ],
      ['"x".sortBy(a, a)', '3:5 template/cel-type sortBy() wants a list, not string'],
      ['ip("10.0.0.256")', '3:5 template/cel-value an IP address is wanted'],
      [
        'semver("v1.2")',
        '3:5 template/cel-value a version such as "1.30.4" is wanted (version(…) takes others too)',
      ],
      ['quantity("5MB")', '3:5 template/cel-value a quantity such as "512Mi" is wanted'],
      [
        '"a".find("(")',
        '3:5 template/cel-value a regular expression is wanted (they are those of JavaScript)',
      ],
    ];
    for (const [text, expected] of cases) {
      it(text, () => {
        assert.equal(faultOf(text), expected);
      });
    }
  });

  describe('fail at', () => {
    const cases: readonly (readonly [string, string])[] = [
      [
        'long.matches("^(a+)+$")',
        'template/wrong-value f.yml:3:5: the regular expression takes too long on this text (repeat no group that itself repeats, as "(a+)+" does)',
      ],
      [
        'cidr("10.0.0.0/30").host(workers)',
        'template/wrong-value f.yml:3:5: host() wants the number of an address in the network',
      ],
      [
        'quantity(ratio_text).asInteger()',
        'template/wrong-value f.yml:3:5: asInteger() wants a quantity without a fraction',
      ],
      ['fromYaml(broken)', 'template/wrong-value f.yml:3:5: fromYaml() wants a text in YAML'],
      ['name.sortBy(x, x)', 'template/wrong-value f.yml:3:5: sortBy() wants a list'],
      [
        'mixed.sortBy(x, x)',
        'template/wrong-value f.yml:3:5: only lists of numbers or of texts have an order',
      ],
      [
        'pick(facts, [token])',
        'template/wrong-value f.yml:3:5: pick() wants a list of texts that are not secret',
      ],
      ['servers.groupBy(s, s.password)', 'template/wrong-value f.yml:3:5: a secret cannot be a key'],
      [
        '"%d".format([name])',
        'template/wrong-value f.yml:3:5: format() wants a whole number for %d, %x, %o and %b',
      ],
      ['[].first().value() + workers', 'template/failed f.yml:3:5: optional value is not present'],
    ];
    const scope = { ...createScope(), long: `${'a'.repeat(60)}!`, ratio_text: '1.5', broken: 'a: [' };
    for (const [text, expected] of cases) {
      it(text, () => {
        assert.equal(failureOf(text, scope), expected);
      });
    }
    it('secrets without showing them', () => {
      for (const text of [
        'ip(token)',
        'fromYaml("[" + token)',
        'quantity(token)',
        'version(token)',
        '"a".find("(" + token)',
      ]) {
        const failure = failureOf(text);

        assert.match(failure, /wrong-value/, text);
        assert.doesNotMatch(failure, /t0k3n/);
      }
    });
  });

  it('read what stands in their arguments, but no names bound in them', () => {
    const references = compileExpression('a.sortBy(x, x.n + b).groupBy(y, c[y])', SPAN).references;

    assert.deepEqual(
      references.map(({ path }) => path.join('.')),
      ['a', 'b', 'c'],
    );
  });
});

/** Of CEL, and of little use to playbooks; or under a name of docs. */
const UNTOLD: ReadonlySet<string> = new Set([
  'bytes',
  'uint',
  'none',
  'of',
  'value',
  'hasValue',
  'or',
  'matchesInTime',
]);
