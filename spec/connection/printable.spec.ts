import assert from 'node:assert/strict';
import { printable } from '../../lib/connection/printable.ts';

describe('printable', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['plain words', 'no space left', 'no space left'],
    ['colours', '\x1b[1;31mred\x1b[0m', 'red'],
    ['titles of the terminal', '\x1b]0;title\x07text', 'text'],
    ['cursor movements and bells', 'a\x1b[2Jb\x07c\rd', 'abcd'],
    ['C1 controls', 'a\u009b31mb', 'a31mb'],
    ['several lines', ' one\n\n two \n', 'one | two'],
  ];
  for (const [title, text, expected] of cases) {
    it(`shows ${title} on one line, without control sequences`, () => {
      assert.equal(printable(text), expected);
    });
  }

  it('is of bounded length', () => {
    assert.ok(printable('x'.repeat(1e6)).length < 700);
  });
});
