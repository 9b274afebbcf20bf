import assert from 'node:assert/strict';
import { compileExpression, compileText } from '../../lib/template/compile.ts';
import type { OwnFilter } from '../../lib/template/filters/call.ts';
import { defineFilter, type Filter } from '../../lib/template/filters/define.ts';
import { createLanguage } from '../../lib/template/language.ts';
import { failureOf, faultsOf } from './faults.ts';
import { createScope, SPAN, unveil } from './scope.ts';

const PLACE = { file: 'filters/a.ts', line: 7, column: 9 };
const own = (filter: Filter): OwnFilter => ({
  filter,
  file: PLACE.file,
  explain: (error) => ({ message: (error as Error).message, place: PLACE }),
});
const param = { name: 'value', type: 'any', summary: 'A value.' } as const;
const giving = (name: string, apply: () => unknown, result: Filter['result'] = 'any') =>
  own({ name, summary: 'One.', params: [param], result, examples: [], apply });

const LANGUAGE = createLanguage([
  own(
    defineFilter({
      name: 'shout',
      summary: 'The text in capitals, with a mark behind it.',
      params: [
        { name: 'text', type: 'text', summary: 'The text.' },
        { name: 'times', type: 'number', summary: 'How many marks.', optional: true },
      ],
      result: 'text',
      examples: [],
      apply: (text, times = 1) => text.toUpperCase() + '!'.repeat(times),
    }),
  ),
  own(
    defineFilter({
      name: 'sumOf',
      summary: 'The sum of the numbers in a list.',
      params: [{ name: 'numbers', type: 'list', summary: 'The numbers.' }],
      result: 'number',
      examples: [],
      apply: (numbers) => numbers.reduce<number>((sum, one) => sum + Number(one), 0),
    }),
  ),
  own(
    defineFilter({
      name: 'whether',
      summary: 'yes or no.',
      params: [{ name: 'flag', type: 'boolean', summary: 'What is asked.' }],
      result: 'text',
      examples: [],
      apply: (flag) => (flag ? 'yes' : 'no'),
    }),
  ),
  own(
    defineFilter({
      name: 'namesOf',
      summary: 'The names of a map, and how many values there are.',
      params: [{ name: 'map', type: 'map', summary: 'The map.' }],
      result: 'map',
      examples: [],
      apply: (map) => ({ names: Object.keys(map), first: Object.values(map)[0], none: undefined }),
    }),
  ),
  own(defineFilter({ ...giving('same', () => null).filter, apply: (value: unknown) => value })),
  giving('broken', () => {
    throw new Error('no luck');
  }),
  giving('late', () => Promise.resolve(1)),
  giving('wrong', () => 5, 'text'),
  giving('dated', () => ({ at: [new Date(0)] })),
]);

const text = (source: string) => compileText(source, SPAN, LANGUAGE);
const expression = (source: string) => compileExpression(source, SPAN, LANGUAGE);
const inText = (source: string): unknown => unveil(text(source).render(createScope()));
const inExpression = (source: string): unknown => unveil(expression(source).render(createScope()));

describe("filters of the user's own", () => {
  for (const [source, made] of [
    ['{{shout name}} {{shout "a" 3}} {{shout workers}}', 'W1! A!!! 4!'],
    ['{{upper (whether flag)}} {{whether (eq workers 4)}}', 'NO yes'],
    ['{{#with (namesOf facts)}}{{names.[1]}} {{first.family}}{{/with}}', 'memory_mb debian'],
    ['{{json (same groups)}}', '{"web":["w1","w2"],"db":["d1"]}'],
  ] as const) {
    it(`makes ${made} of ${source}`, () => assert.equal(inText(source), made));
  }

  for (const [source, made] of [
    ['shout(name) + shout("a", 2)', 'W1!A!!'],
    ['sumOf([1, 2, workers]) + 1', 8],
    ['sumOf([0.5, 1]) > 1', true],
    ['whether(workers > 3)', 'yes'],
    ['namesOf(facts).names.size()', 2],
    ['namesOf(facts)', { names: ['os', 'memory_mb'], first: { family: 'debian' } }],
    ['same(groups).web.map(x, shout(x))', ['W1!', 'W2!']],
    ['same(ip("10.0.0.1"))', '10.0.0.1'],
    ['same(null) == null', true],
  ] as const) {
    it(`makes ${JSON.stringify(made)} of ${source}`, () => assert.deepEqual(inExpression(source), made));
  }

  it('keeps secret what was made of a secret, and only that', () => {
    assert.equal(inText('{{shout token}}'), '<T0K3N!>');
    assert.match(String(inText('{{json (same servers)}}')), /^</);
    assert.equal(inExpression('shout(token)'), '<T0K3N!>');
    assert.deepEqual(inExpression('same(servers)'), [
      { name: 'a', password: '<pa>' },
      { name: 'b', password: '<pb>' },
    ]);
    assert.deepEqual(inExpression('{"a": shout(name), "b": shout(token)}'), { a: 'W1!', b: '<T0K3N!>' });
  });

  it('has no names for what it made of a secret', () =>
    assert.equal(
      failureOf(expression('same(namesOf({"made": token}))')),
      'template/wrong-value f.yml:3:5: a secret cannot be a key',
    ));

  it('is not called on what is unknown, wherever in a value that is', () => {
    for (const value of ['later', 'half', 'hostvars']) {
      assert.match(String(inText(`{{json (same ${value})}}`)), /^\?/);
      assert.match(String(inExpression(`same(${value})`)), /^\?/);
    }
  });

  for (const [source, fault] of [
    ['{{shout}}x{{shout "a" 1 2}}', '3:17 template/arity "shout" takes 1 to 2 values, got 3'],
    ['{{sumOf "a"}}', '3:13 template/wrong-type "sumOf" takes a list as its numbers, got a text'],
    ['{{sumOf (shout "a")}}', '3:13 template/wrong-type "sumOf" takes a list as its numbers, got a text'],
    ['{{upper (sumOf name "a")}}', '3:14 template/arity "sumOf" takes 1 value, got 2'],
    ['{{shot name}}', '3:7 template/unknown-helper there is no helper "shot" (did you mean "shout"?)'],
  ] as const) {
    it(`tells before it runs what is wrong with ${source}`, () =>
      assert.deepEqual(
        faultsOf(() => text(source)),
        [fault],
      ));
  }

  for (const [source, fault] of [
    [
      'shout()',
      '3:5 template/cel-type shout() does not take () (it is shout(value): string; shout(value, value): string)',
    ],
    ['size("a") + sumOf("a")', '3:23 template/cel-type sumOf() takes a list as its numbers, got a text'],
    ['sumOf(shout("a"))', '3:11 template/cel-type sumOf() takes a list as its numbers, got a text'],
    ['whether(1)', '3:13 template/cel-type whether() takes a boolean as its flag, got a number'],
    [
      'shout("a") + 1',
      '3:5 template/cel-type string + int is not possible (make a text of it with string(value))',
    ],
    ['shot(name)', '3:5 template/unknown-function there is no function shot() (did you mean "shout"?)'],
  ] as const) {
    it(`tells before it runs what is wrong with ${source}`, () =>
      assert.deepEqual(
        faultsOf(() => expression(source)),
        [fault],
      ));
  }

  for (const [name, message] of [
    ['broken', 'no luck'],
    ['late', 'it gives a promise, which is no data'],
    ['wrong', 'it gives number, where it says text'],
    ['dated', 'it gives an object of a class, which is no data'],
  ] as const) {
    it(`tells with both places that ${name} failed`, () => {
      assert.equal(
        failureOf(text(`a {{${name} name}}`)),
        `template/filter-failed f.yml:3:9: ${name}: ${message}, in filters/a.ts:7:9`,
      );
      assert.equal(
        failureOf(expression(`${name}(name)`)),
        `template/filter-failed f.yml:3:5: ${name}(): ${message}, in filters/a.ts:7:9`,
      );
    });
  }

  it('shows nothing that was thrown where a secret was given', () => {
    for (const compiled of [text('{{broken token}}'), expression('broken(token)')]) {
      assert.match(
        failureOf(compiled),
        /the reason is hidden, for a secret was used .*, in filters\/a\.ts:7:9$/,
      );
    }
  });

  it('tells values that are of no use to it when it runs', () => {
    assert.equal(
      failureOf(text('{{sumOf name}}')),
      'template/wrong-value f.yml:3:7: sumOf: a list is wanted',
    );
    assert.equal(
      failureOf(expression('whether(name)')),
      'template/wrong-value f.yml:3:5: whether(): true or false is wanted',
    );
  });

  it('is a variable where its name stands alone', () => {
    assert.equal(compileText('{{shout}}', SPAN, LANGUAGE).render({ shout: 'quiet' }), 'quiet');
    assert.equal(compileExpression('shout', SPAN, LANGUAGE).render({ shout: 'quiet' }), 'quiet');
  });

  it('is there in its language only', () => {
    assert.equal(faultsOf(() => compileText('{{shout name}}', SPAN)).length, 1);
    assert.equal(faultsOf(() => compileExpression('shout(name)', SPAN)).length, 1);
  });
});
