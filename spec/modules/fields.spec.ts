import assert from 'node:assert/strict';
import { describeChoice, listFields } from '../../lib/modules/fields.ts';
import { t, type TSchema } from '../../lib/schema/build.ts';

const description = 'x';

describe('listFields', () => {
  for (const [type, schema] of [
    ['text', t.String({ description })],
    ['text', t.Text({ description })],
    ['secret text', t.Secret({ description })],
    ['path', t.Path({ description })],
    ['file mode', t.Mode({ description })],
    ['template', t.TemplateFile({ description })],
    ['file of this machine', t.LocalFile({ description })],
    ['true or false', t.Boolean({ description })],
    ['whole number', t.Integer({ description })],
    ['number', t.Number({ description })],
    ['"a", "b" or "c"', t.OneOf(['a', 'b', 'c'], { description })],
    ['list of whole numbers', t.Array(t.Integer({ description }), { description })],
    ['word or list of words', t.Words({ description })],
    ['CEL expression or list of them', t.Expressions({ description })],
    ['map of texts', t.Map(t.String({ description }), { description })],
    ['map', t.Settings({ description })],
    ['any', t.Value({ description })],
    ['text or number', t.Union([t.String({ description }), t.Number({ description })], { description })],
  ] satisfies [string, TSchema][]) {
    it(`calls a param ${type}`, () => {
      const [field] = listFields(t.Object({ param: t.Optional(schema) }));

      assert.deepEqual(field, { name: 'param', type, required: false, default: undefined, description });
    });
  }

  it('says what must be given, and what the default is', () => {
    const fields = listFields(
      t.Object({
        needed: t.String({ description }),
        standard: t.String({ description, default: 'a' }),
        free: t.Optional(t.String({ description })),
      }),
    );

    assert.deepEqual(
      fields.map((field) => [field.required, field.default]),
      [
        [true, undefined],
        [false, '"a"'],
        [false, undefined],
      ],
    );
  });

  it('lists what is inside right after what it is in', () => {
    const part = t.Object({ port: t.Integer({ description }) }, { description });
    const fields = listFields(
      t.Object({ one: part, many: t.Array(part, { description }), named: t.Map(part, { description }) }),
    );

    assert.deepEqual(
      fields.map(({ name }) => name),
      ['one', 'one.port', 'many', 'many[].port', 'named', 'named.*.port'],
    );
  });
});

describe('describeChoice', () => {
  it('names the keys of which one must be given', () => {
    const schema = t.Object({}, { exactlyOne: ['a', 'b', 'c'] });

    assert.equal(describeChoice(schema), 'Exactly one of `a`, `b` or `c` must be given.');
    assert.equal(describeChoice(t.Object({})), undefined);
  });
});
