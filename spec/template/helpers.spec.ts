import assert from 'node:assert/strict';
import { Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { compileText } from '../../lib/template/compile.ts';
import { describeHelpers, listExampleVariables } from '../../lib/template/describe.ts';
import { EXAMPLE_VARIABLES } from '../../lib/template/text/example-variables.ts';
import { failureOf as describeFailure, faultsOf as listFaults } from './faults.ts';
import { SPAN, unveil } from './scope.ts';

type Scope = Readonly<Record<string, unknown>>;

const render = (text: string, scope: Scope = EXAMPLE_VARIABLES): unknown =>
  compileText(text, SPAN).render(scope);
const failureOf = (text: string, scope: Record<string, unknown>): string =>
  describeFailure(compileText(text, SPAN), scope);
const faultsOf = (text: string): string[] => listFaults(() => compileText(text, SPAN));

/** A value with each text in it changed. */
function changeTexts(value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => changeTexts(item, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, changeTexts(part, change)]));
}

function changeScope(change: (text: string) => unknown): Scope {
  return changeTexts(EXAMPLE_VARIABLES, change) as Scope;
}

describe('helpers', () => {
  const helpers = describeHelpers();

  for (const { name, examples } of helpers) {
    for (const { text, output } of examples) {
      it(`${name}: the example ${JSON.stringify(text)} makes what it says`, () => {
        assert.equal(render(text), output);
      });
      it(`${name}: the example ${JSON.stringify(text)} tells nothing of secrets in plain text`, () => {
        const made = render(
          text,
          changeScope((word) => new Secret(word)),
        );
        const other = render(
          text,
          changeScope((word) => new Secret(`${word}~`)),
        );

        assert.equal(made instanceof Secret ? made.reveal() : made, output);
        if (made instanceof Secret) return;
        assert.equal(other, made);
      });
      it(`${name}: the example ${JSON.stringify(text)} is unknown, or needs nothing that is`, () => {
        const made = render(
          text,
          changeScope(() => new Unknown('not run')),
        );

        assert.equal(unveil(made), made instanceof Unknown ? '?not run' : output);
      });
    }
  }

  it('each have a summary of one sentence and an example that calls them', () => {
    for (const { name, summary, examples } of helpers) {
      assert.match(summary, /^[A-Z].*[^.]\.$/, name);
      assert.ok(
        examples.some(({ text }) => new RegExp(`[{( ]${name} `).test(text)),
        name,
      );
    }
  });

  it('name the variables their examples read', () => {
    const described = helpers.filter(({ name }) => name === 'first');

    assert.deepEqual(listExampleVariables(described), { hosts: EXAMPLE_VARIABLES.hosts });
  });

  describe('make', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['{{replace "a.b" "." "$&"}}', 'a$&b'],
      ['{{regexReplace "key=1" "(?<k>\\w+)=" "$<k>: "}}', 'key: 1'],
      ['{{join (split " a  b ")}}', 'a,b'],
      ['{{comment "a\n\nb" "c"}}', '//\n// a\n//\n// b\n//'],
      ['{{comment "x" "xml"}}', '<!--\n -\n - x\n -\n-->'],
      ['{{ini user}}', 'name = ann\nshell = /bin/sh'],
      ['{{length (unique (split "a b a"))}}', '2'],
      ['{{#each (entries settings.server)}}{{key}} {{/each}}', 'port path '],
      ['{{first (sort hosts)}}{{last (reverse hosts)}}', 'db1web2'],
      ['[{{#each (range 2 1)}}x{{/each}}]', '[]'],
      ['{{add port -1}} {{subtract (length hosts) 1}} {{add ratio 0.5}}', '8079 2 2'],
      ['{{lt 9 10}} {{lt "9" "10"}}', 'true false'],
      ['{{#each hosts as |first|}}{{first}} {{/each}}', 'web2 db1 web2 '],
    ];
    for (const [text, expected] of cases) {
      it(JSON.stringify(text), () => {
        assert.equal(render(text), expected);
      });
    }
  });

  it('leave their names to variables', () => {
    assert.equal(
      render('{{first}} {{length}} {{length last}}', { first: 'f', length: 1, last: 'abc' }),
      'f 1 3',
    );
  });

  describe('refuse before anything runs', () => {
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['{{join "a"}}', ['3:12 template/wrong-type "join" takes a list as its list, got a text']],
      ['{{indent "a" "b"}}', ['3:18 template/wrong-type "indent" takes a number as its spaces, got a text']],
      ['{{keys (sort hosts)}}', ['3:12 template/wrong-type "keys" takes a map as its map, got a list']],
      [
        '{{#if (in 1 true)}}{{upper (range 3)}}{{/if}}',
        ['3:32 template/wrong-type "upper" takes a text as its text, got a list'],
      ],
      ['{{and a}}', ['3:7 template/arity "and" takes 2 or more values, got 1']],
      [
        'a\n{{lower (first)}}{{join 1}}',
        [
          '4:14 template/arity "first" takes 1 value, got 0',
          '4:29 template/wrong-type "join" takes a list as its list, got a number',
        ],
      ],
    ];
    for (const [text, expected] of cases) {
      it(JSON.stringify(text), () => {
        assert.deepEqual(faultsOf(text), expected);
      });
    }
  });

  describe('fail at', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['{{first none}}', 'template/wrong-value f.yml:3:7: first: the list is empty'],
      [
        '{{sort mixed}}',
        'template/wrong-value f.yml:3:7: sort: only lists of numbers or of texts have an order',
      ],
      ['{{keys none}}', 'template/wrong-value f.yml:3:7: keys: a map is wanted'],
      ['{{add word 1}}', 'template/wrong-value f.yml:3:7: add: a number is wanted'],
      ['{{ini lines}}', 'template/wrong-value f.yml:3:7: ini: a value of INI is one line'],
      ['{{b64decode word}}', 'template/wrong-value f.yml:3:7: b64decode: a text in base64 is wanted'],
      [
        '{{matches word "("}}',
        'template/wrong-value f.yml:3:7: matches: a regular expression is wanted (they are those of JavaScript)',
      ],
      [
        '{{matches long "^(a+)+$"}}',
        'template/wrong-value f.yml:3:7: matches: the regular expression takes too long on this text (repeat no group that itself repeats, as "(a+)+" does)',
      ],
    ];
    const scope = {
      none: [],
      mixed: [1, 'a'],
      word: 'a-!',
      lines: { a: 'x\ny' },
      long: `${'a'.repeat(60)}!`,
    };
    for (const [text, expected] of cases) {
      it(JSON.stringify(text), () => {
        assert.equal(failureOf(text, scope), expected);
      });
    }
    it('what is secret without showing it', () => {
      const hidden = { word: new Secret('s3cr3t('), map: { a: new Secret('s3cr3t\nb') } };

      for (const text of [
        '{{matches "a" word}}',
        '{{regexReplace word word word}}',
        '{{ini map}}',
        '{{add word 1}}',
      ]) {
        const failure = failureOf(text, hidden);

        assert.match(failure, /wrong-value/, text);
        assert.doesNotMatch(failure, /s3cr3t/);
      }
    });
  });
});
