import assert from 'node:assert/strict';
import { showOnOneLine, showPlainly } from '../../lib/report/show-plainly.ts';

describe('showPlainly', () => {
  const cases: readonly (readonly [name: string, text: string, shown: string])[] = [
    ['leaves plain text, newlines and tabs as they are', 'a\tb\nüñ 日本 🎉', 'a\tb\nüñ 日本 🎉'],
    ['takes out colours', '\x1b[31mred\x1b[0m', 'red'],
    ['takes out cursor moves and screen wipes', 'a\x1b[2J\x1b[1;1Hb\x1b[?1049h', 'ab'],
    ['takes out a window title ended by BEL', '\x1b]0;owned\x07x', 'x'],
    ['takes out a hyperlink ended by ST', '\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\', 'link'],
    ['takes out device control strings', 'a\x1bP1$r0m\x1b\\b\x1b_x\x1b\\c', 'abc'],
    ['takes out eight-bit sequences', 'a\x9b31mb\x9d0;t\x07c\x90q\x9cd', 'abcd'],
    ['keeps the words of a string that never ends', '\x1b]0;all of this', '0;all of this'],
    ['takes out short escapes', '\x1bcreset\x1b(0\x1b7', 'reset'],
    ['takes out an escape at the very end', 'a\x1b', 'a'],
    ['takes out BEL, backspaces, NUL and DEL', 'a\x07b\x08c\x00d\x7fe', 'abcde'],
    ['gives what a carriage return would hide a line of its own', 'failed\rok    ', 'failed\nok    '],
    ['makes CRLF one newline', 'a\r\nb', 'a\nb'],
    ['makes other line ends newlines', 'a\u2028b\u2029c\x85d', 'a\nb\nc\nd'],
    ['takes out marks that reorder text', 'a\u202eb\u2066c\u200fd\u061ce', 'abcde'],
    ['takes out characters without width', 'a\u200bb\ufeffc\u2060d', 'abcd'],
    ['does not leave a sequence that two others hid', '\x1b\x1b[31m[31mx', '[31mx'],
  ];
  for (const [name, text, shown] of cases) {
    it(name, () => {
      assert.equal(showPlainly(text), shown);
    });
  }

  it('leaves no control character, whatever the text', () => {
    const alphabet = [
      '\x1b',
      '[',
      ']',
      '\x9b',
      '\x9d',
      '\x07',
      '\\',
      '\r',
      '\n',
      '\t',
      'm',
      '3',
      ';',
      '\u202e',
      'P',
      '\x00',
      'é',
    ];
    let seed = 7;
    const next = (): number => (seed = (seed * 48271) % 2147483647);
    for (let round = 0; round < 2000; round++) {
      const text = Array.from({ length: next() % 24 }, () => alphabet[next() % alphabet.length]).join('');

      const shown = showPlainly(text);

      assert.doesNotMatch(shown, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/, JSON.stringify(text));
      assert.equal(showPlainly(shown), shown, JSON.stringify(text));
    }
  });

  it('takes time in proportion to the text, however hostile', () => {
    const started = performance.now();

    for (const piece of ['\x1b]', '\x1b[1;', '\x1b[', '\x9d', '\x1bP\x1b', '\x1b '])
      showPlainly(piece.repeat(500_000));

    assert.ok(performance.now() - started < 5000);
  });
});

describe('showOnOneLine', () => {
  it('folds line ends and blanks into one blank', () => {
    assert.equal(showOnOneLine('  a\r\n\n b\t c \x1b[0m'), 'a b c');
  });

  it('cuts what is too long', () => {
    assert.equal(showOnOneLine('abcdefgh', 5), 'abcd…');
    assert.equal(showOnOneLine('abcde', 5), 'abcde');
  });
});
