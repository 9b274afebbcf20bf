import assert from 'node:assert/strict';
import { t, type TSchema } from '../../lib/schema/build.ts';
import { createValidator, type SchemaIssue } from '../../lib/schema/validate.ts';

const describeIssue = ({ path, message, hint }: SchemaIssue) =>
  `${path.join('.')}: ${message}${hint === undefined ? '' : ` (${hint})`}`;

const d = { description: 'A value.' };
const one = (schema: TSchema) => t.Object({ v: schema });

describe('validate', () => {
  const validator = createValidator();
  const issuesOf = (schema: TSchema, value: unknown) =>
    validator.validate(schema, value).issues.map(describeIssue);

  const service = t.Object({
    name: t.String(d),
    hosts: t.Optional(t.Words(d)),
    state: t.Optional(t.OneOf(['started', 'stopped'], d)),
  });
  const wrong: readonly (readonly [string, TSchema, unknown, readonly string[]])[] = [
    [
      'an unknown key',
      service,
      { name: 'a', hsots: 'b' },
      ['hsots: unknown key "hsots" (did you mean "hosts"?)'],
    ],
    [
      'a key far from all others',
      service,
      { name: 'a', quux_value: 1 },
      ['quux_value: unknown key "quux_value" (known keys: name, hosts, state)'],
    ],
    ['a missing key', service, {}, [': "name" is missing']],
    ['no map at all', service, null, [': must be a map, got nothing']],
    ['a list for a map', service, [], [': must be a map, got a list']],
    [
      'a number for text',
      service,
      { name: 8080 },
      ['name: must be a string, got the number 8080 (write "8080")'],
    ],
    [
      'a boolean for text',
      service,
      { name: true },
      ['name: must be a string, got the boolean true (write "true")'],
    ],
    [
      'a word not in the list',
      service,
      { name: 'a', state: 'startd' },
      ['state: must be "started" or "stopped", got "startd" (did you mean "started"?)'],
    ],
    [
      "what a part refuses in the schema's own words",
      {
        type: 'object',
        properties: { v: { type: 'string', not: { pattern: '^x' }, refusal: 'begins with an x' } },
        if: { required: ['v'] },
        then: { required: ['w'], refusal: 'needs w beside v' },
      },
      { v: 'xy' },
      [': needs w beside v', 'v: begins with an x'],
    ],
    [
      'another type as such, whatever the words of the schema',
      {
        type: 'object',
        properties: { v: { type: 'string', minLength: 8, refusal: 'must be long' } },
      },
      { v: 12_345_678 },
      ['v: must be a string, got the number 12345678 (write "12345678")'],
    ],
    [
      'a number not in the list',
      service,
      { name: 'a', state: 5 },
      ['state: must be "started" or "stopped", got the number 5'],
    ],
    [
      'a mode without quotes (0644)',
      one(t.Mode(d)),
      { v: 644 },
      ['v: must be a string, got the number 644 (write "0644")'],
    ],
    [
      'a mode without quotes (0o644 or 420)',
      one(t.Mode(d)),
      { v: 420 },
      ['v: must be a string, got the number 420 (write "0420", or "0644" if 0o644 was written)'],
    ],
    [
      'a mode without quotes (0o755)',
      one(t.Mode(d)),
      { v: 493 },
      ['v: must be a string, got the number 493 (write "0755")'],
    ],
    [
      'a mode without quotes (1777)',
      one(t.Mode(d)),
      { v: 1777 },
      ['v: must be a string, got the number 1777 (write "1777")'],
    ],
    [
      'a mode that is none',
      one(t.Mode(d)),
      { v: 'u+x' },
      ['v: must be a file mode such as "0644", got "u+x" (three or four octal digits, quoted)'],
    ],
    [
      'yes for true',
      one(t.Boolean(d)),
      { v: 'yes' },
      ['v: must be true or false, got "yes" (write true, without quotes)'],
    ],
    [
      'off for false',
      one(t.Boolean(d)),
      { v: 'off' },
      ['v: must be true or false, got "off" (write false, without quotes)'],
    ],
    [
      'any other word for a boolean',
      one(t.Boolean(d)),
      { v: 'maybe' },
      ['v: must be true or false, got "maybe"'],
    ],
    [
      'digits in quotes',
      one(t.Integer(d)),
      { v: '80' },
      ['v: must be a whole number, got "80" (write 80 without quotes)'],
    ],
    ['a fraction', one(t.Integer(d)), { v: 1.5 }, ['v: must be a whole number, got the number 1.5']],
    [
      'too little',
      one(t.Integer({ ...d, minimum: 1 })),
      { v: 0 },
      ['v: must be 1 or more, got the number 0'],
    ],
    ['too much', one(t.Integer({ ...d, maximum: 3 })), { v: 4 }, ['v: must be 3 or less, got the number 4']],
    ['empty text', one(t.String({ ...d, minLength: 1 })), { v: '' }, ['v: must not be empty']],
    ['an empty list', one(t.Words({ ...d, minItems: 1 })), { v: [] }, ['v: must not be an empty list']],
    [
      'text for a list',
      one(t.Array(t.Integer(d), d)),
      { v: '3' },
      ['v: must be a list, got "3" (write [3])'],
    ],
    [
      'a relative path, once',
      one(t.Path(d)),
      { v: 'etc' },
      ['v: must be an absolute path, such as /etc/app, got "etc"'],
    ],
    [
      'a pattern with an example',
      one(t.String({ ...d, pattern: '^v', examples: ['v1'] })),
      { v: 'x' },
      ['v: does not match ^v, got "x" (such as "v1")'],
    ],
    [
      'an item of a list',
      one(t.Array(t.Integer(d), d)),
      { v: [1, 'a', 3] },
      ['v.1: must be a whole number, got "a"'],
    ],
    [
      'a value of a map',
      one(t.Map(t.Integer(d), d)),
      { v: { 'a/b': 'x' } },
      ['v.a/b: must be a whole number, got "x"'],
    ],
    [
      'all at once',
      service,
      { nmae: 'a', state: 'x' },
      [
        ': "name" is missing',
        'nmae: unknown key "nmae" (did you mean "name"?)',
        'state: must be "started" or "stopped", got "x"',
      ],
    ],
    [
      "a key, in the schema's own words",
      { type: 'object', propertyNames: { not: { enum: ['a'] }, refusal: 'is not for you' } },
      { a: 1, b: 2 },
      ['a: is not for you'],
    ],
  ];
  for (const [what, schema, value, expected] of wrong) {
    it(`tells ${what}`, () => {
      assert.deepEqual([...issuesOf(schema, value)].sort(), [...expected].sort());
    });
  }
});

describe('checkSchema', () => {
  const validator = createValidator();
  const cases: readonly (readonly [unknown, readonly string[]])[] = [
    [{ type: 'string', secret: true, generate: 'token', sameOn: 'servers', format: 'ip' }, []],
    [{ type: 'object', properties: { a: { type: 'array', items: { type: 'integer' } } } }, []],
    ['string', [': a schema must be a map']],
    [
      { type: 'strng' },
      [
        'type: must be "array", "boolean", "integer", "null", "number", "object" or "string", got "strng" (did you mean "string"?)',
      ],
    ],
    [{ typ: 'string' }, [': unknown keyword: "typ"']],
    [{ type: 'string', pattern: '(' }, [': Invalid regular expression: /(/u: Unterminated group']],
  ];
  for (const [schema, expected] of cases) {
    it(`answers ${JSON.stringify(schema)}`, () => {
      assert.deepEqual(validator.checkSchema(schema).map(describeIssue), expected);
    });
  }
});
