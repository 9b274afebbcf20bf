import assert from 'node:assert/strict';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { K3Error } from '../../lib/core/errors.ts';
import { compileText } from '../../lib/template/compile.ts';
import { failureOf as describeFailure, faultsOf as listFaults } from './faults.ts';
import { createScope, SPAN } from './scope.ts';

const faultsOf = (text: string): string[] => listFaults(() => compileText(text, SPAN));

const failureOf = (text: string, scope?: Record<string, unknown>): string =>
  describeFailure(compileText(text, SPAN), scope);

describe('compileText', () => {
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
      ['{{length}}{{#each a as |first|}}{{first}}{{/each}}', ['length@3:7', 'a@3:23']],
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
      ['{{> other}}', ['3:9 template/partial']],
      ['{{#> other}}{{/other}}', ['3:5 template/partial']],
      ['{{@nope}}', ['3:7 template/unknown-data there is no @nope']],
      ['{{../x}}', ['3:7 template/depth']],
      ['{{eq a}}', ['3:7 template/arity "eq" takes 2 values, got 1']],
      ['{{#if}}{{/if}}', ['3:8 template/arity {{#if}} takes one value']],
      ['{{json a b=1}}', ['3:7 template/arity "json" takes no named values']],
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
