import assert from 'node:assert/strict';
import { quoteIdentifier, quoteLiteral } from '../../../../lib/modules/shared/postgresql/sql.ts';

describe('quoteIdentifier', () => {
  const cases = [
    ['k3s', '"k3s"'],
    ['K3s', '"K3s"'],
    ['a"b', '"a""b"'],
    ['"; drop role x; --', '"""; drop role x; --"'],
    ["it's\\", '"it\'s\\"'],
  ] as const;
  for (const [name, quoted] of cases) {
    it(`writes ${name} as ${quoted}`, () => assert.equal(quoteIdentifier(name), quoted));
  }

  it('refuses NUL', () => assert.throws(() => quoteIdentifier('a\0b'), TypeError));
});

describe('quoteLiteral', () => {
  const cases = [
    ['', "''"],
    ['k3s', "'k3s'"],
    ["it's", "'it''s'"],
    ["'; drop role x; --", "'''; drop role x; --'"],
    ['a\\', "E'a\\\\'"],
    ["\\'", "E'\\\\'''"],
    ['$tag$', "'$tag$'"],
  ] as const;
  for (const [text, quoted] of cases) {
    it(`writes ${JSON.stringify(text)} as ${quoted}`, () => assert.equal(quoteLiteral(text), quoted));
  }

  it('refuses NUL', () => assert.throws(() => quoteLiteral('a\0b'), TypeError));
});
