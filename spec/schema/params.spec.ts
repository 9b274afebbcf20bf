import assert from 'node:assert/strict';
import type { Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { t } from '../../lib/schema/build.ts';
import { exportSchema } from '../../lib/schema/export.ts';
import { prepareParams } from '../../lib/schema/params.ts';
import { checkParams, Templated } from '../../lib/schema/static.ts';
import { createValidator } from '../../lib/schema/validate.ts';

const d = { description: 'A value.' };
const schema = t.Object({
  dest: t.Path(d),
  mode: t.Optional(t.Mode({ ...d, default: '0644' })),
  count: t.Optional(t.Integer(d)),
  words: t.Optional(t.Words(d)),
  either: t.Optional(t.Union([t.String(d), t.Boolean(d)], d)),
  password: t.Optional(t.Secret(d)),
});

describe('prepareParams', () => {
  const validator = createValidator();

  it('gives defaulted params with secrets as Secret', () => {
    const prepared = prepareParams(validator, schema, { dest: '/a', password: 'p' });

    assert.equal(prepared.kind, 'ready');
    const { password, ...others } = prepared.params as { password: Secret };
    assert.deepEqual(others, { dest: '/a', mode: '0644' });
    assert.equal(password.reveal(), 'p');
  });
  it('is unknown where a needed value is', () => {
    const unknown = new Unknown('later');

    assert.deepEqual(prepareParams(validator, schema, { dest: unknown }), { kind: 'unknown', unknown });
  });
  it('is invalid before it is unknown', () => {
    const prepared = prepareParams(validator, schema, { dest: new Unknown('later'), mode: 644 });

    assert.equal(prepared.kind, 'invalid');
  });
});

describe('checkParams', () => {
  const validator = createValidator();
  const issuesOf = (shape: unknown) =>
    checkParams(validator, schema, shape).map(
      ({ path, message, hint }) => `${path.join('.')}: ${message} | ${hint}`,
    );

  it('leaves alone what a template will make', () => {
    const any = new Templated();

    assert.deepEqual(
      issuesOf({ dest: any, mode: any, count: any, words: any, either: any, password: any }),
      [],
    );
  });
  it('still finds unknown keys, missing keys and wrong values around it', () => {
    assert.deepEqual(issuesOf({ mode: 644, words: new Templated(), wrods: [new Templated()] }), [
      ': "dest" is missing | undefined',
      'wrods: unknown key "wrods" | did you mean "words"?',
      'mode: must be a string, got the number 644 | write "0644"',
    ]);
  });
  it('knows that text with {{ }} makes text', () => {
    const text = new Templated('string');

    assert.deepEqual(issuesOf({ dest: text, words: text, either: text, count: text }), [
      'count: must be a whole number, but this makes a string | text with {{ }} always makes text; write !cel and the expression',
    ]);
  });
  it('knows the type of an expression', () => {
    assert.deepEqual(
      issuesOf({ dest: '/a', count: new Templated('number'), either: new Templated('boolean') }),
      [],
    );
    assert.deepEqual(issuesOf({ dest: new Templated('integer') }), [
      'dest: must be a string, but this makes a whole number | undefined',
    ]);
  });
});

describe('exportSchema', () => {
  it('leaves only standard keywords, with what ours mean', () => {
    const exported = exportSchema(t.Object({ m: t.Mode(d), w: t.Words(d), s: t.Optional(t.Secret(d)) })) as {
      properties: object;
    };

    assert.deepEqual(exported, {
      type: 'object',
      additionalProperties: false,
      required: ['m', 'w'],
      properties: {
        m: { type: 'string', pattern: '^0?[0-7]{3}$|^[0-7]{4}$', ...d },
        w: { ...d, anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'string' }] },
        s: { type: 'string', ...d },
      },
    });
  });
  it('allows for templates on request', () => {
    const { anyOf } = exportSchema(t.Mode(d), { templates: true }) as { anyOf: { pattern: string }[] };

    assert.equal(anyOf.length, 2);
    for (const text of ['{{ mode }}', 'inputs.mode', 'a ? "0600" : "0644"', '(mode)']) {
      assert.ok(
        anyOf.some(({ pattern }) => new RegExp(pattern).test(text)),
        text,
      );
    }
    for (const text of ['644 ', 'rw', 'u=rw']) {
      assert.ok(!anyOf.some(({ pattern }) => new RegExp(pattern).test(text)), text);
    }
  });
});
