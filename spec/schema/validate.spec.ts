import assert from 'node:assert/strict';
import { Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
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

  describe('of a union', () => {
    const schema = one(
      t.Union(
        [
          t.String(d),
          t.Object({ kind: t.OneOf(['file'], d), path: t.Path(d) }),
          t.Object({
            kind: t.OneOf(['url'], d),
            url: t.String(d),
            tries: t.Optional(t.Integer({ ...d, default: 3 })),
          }),
        ],
        d,
      ),
    );

    it('accepts each branch and applies its defaults', () => {
      assert.deepEqual(validator.validate(schema, { v: 'x' }), { value: { v: 'x' }, issues: [] });
      assert.deepEqual(validator.validate(schema, { v: { kind: 'url', url: 'u' } }).value, {
        v: { kind: 'url', url: 'u', tries: 3 },
      });
    });
    it('tells the types where none fits', () => {
      assert.deepEqual(issuesOf(schema, { v: 3 }), ['v: must be a string or a map, got the number 3']);
    });
    it('tells the faults of the one branch that was meant', () => {
      assert.deepEqual(issuesOf(schema, { v: { kind: 'url', url: 5 } }), [
        'v.url: must be a string, got the number 5 (write "5")',
      ]);
    });
    it('says nothing where an unknown may make it right', () => {
      const { issues, unknowns } = validator.check(schema, { v: { kind: 'url', url: new Unknown('later') } });

      assert.deepEqual(issues, []);
      assert.deepEqual(
        unknowns.map(({ path }) => path),
        [['v', 'url']],
      );
    });
  });

  it('copies the value, fills in defaults and makes words lists', () => {
    const schema = t.Object({
      words: t.Words(d),
      nested: t.Optional(t.Object({ a: t.Optional(t.Integer({ ...d, default: 1 })) }, { default: {} })),
      list: t.Optional(t.Array(t.String(d), { ...d, default: [] })),
    });
    const given = { words: 'a' };

    const { value, issues } = validator.validate(schema, given);

    assert.deepEqual(issues, []);
    assert.deepEqual(value, { words: ['a'], nested: { a: 1 }, list: [] });
    assert.deepEqual(given, { words: 'a' });
    const again = validator.validate(schema, given).value as { list: unknown[] };
    assert.notEqual(again.list, (value as { list: unknown[] }).list);
  });

  it('keeps keys of any name apart from prototypes', () => {
    const schema = t.Object({ a: t.Optional(t.String(d)) });
    const value: unknown = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}');

    assert.deepEqual(
      issuesOf(schema, value).map((issue) => issue.split(' (')[0]),
      ['__proto__: unknown key "__proto__"', 'constructor: unknown key "constructor"'],
    );
  });

  describe('of secrets', () => {
    const schema = t.Object({
      password: t.Optional(t.Secret({ ...d })),
      text: t.Optional(t.Text(d)),
      script: t.Optional(t.ScriptText(d)),
      settings: t.Optional(t.Settings(d)),
      name: t.Optional(t.String(d)),
    });

    it('makes a Secret of text where one is wanted, and keeps those there are', () => {
      const { value, issues } = validator.validate(schema, {
        password: 'hush',
        text: new Secret('a'),
        settings: { deep: [new Secret('b')] },
      });
      const made = value as { password: Secret; text: Secret; settings: { deep: Secret[] } };

      assert.deepEqual(issues, []);
      assert.equal(made.password.reveal(), 'hush');
      assert.equal(made.text.reveal(), 'a');
      assert.equal(made.settings.deep[0]?.reveal(), 'b');
    });
    it('refuses a secret where it would be seen', () => {
      assert.deepEqual(issuesOf(schema, { name: new Secret('hush') }), [
        'name: a secret cannot go here (this value would be shown in logs and process lists)',
      ]);
    });
    it('never shows what is secret', () => {
      const strict = t.Object({
        a: t.Secret(d),
        b: t.Union([t.Secret(d), t.Integer(d)], d),
      });
      const pattern = { ...t.Secret(d), pattern: '^x', minLength: 3 };

      for (const issue of [
        ...issuesOf(strict, { a: 31337, b: ['31337'] }),
        ...issuesOf(one(pattern), { v: '31337' }),
        ...issuesOf(one(pattern), { v: new Secret('31337') }),
      ]) {
        assert.doesNotMatch(issue, /31337/);
      }
    });
  });

  describe('of unknowns', () => {
    const later = new Unknown('the token is not there yet');

    it('takes them where the module copes with them', () => {
      const schema = t.Object({ text: t.Text(d), settings: t.Settings(d) });

      assert.deepEqual(issuesOf(schema, { text: later, settings: { a: { b: later } } }), []);
    });
    it('refuses them elsewhere, with their reason', () => {
      assert.deepEqual(issuesOf(one(t.Integer(d)), { v: later }), [
        'v: is not known yet: the token is not there yet',
      ]);
    });
  });
});
