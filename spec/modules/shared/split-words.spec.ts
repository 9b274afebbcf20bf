import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { splitWords } from '../../../lib/modules/shared/split-words.ts';

const lines = [
  'ls',
  '  ls   -l\t/tmp\n',
  `echo 'a b' "c d" e\\ f`,
  `a'b'"c"d`,
  `'' ""`,
  String.raw`"a\"b\\c\d\$e"`,
  String.raw`'a\b'`,
  `"it's" 'say "hi"'`,
  `"a\nb"`,
];

describe('splitWords', () => {
  for (const line of lines) {
    it(`splits ${JSON.stringify(line)} as a shell does`, () => {
      const words = splitWords(line);

      const shell = spawnSync('/bin/dash', ['-c', `printf '%s\\0' ${line.trim()}`], { encoding: 'utf8' });
      assert.deepEqual(words, shell.stdout.split('\0').slice(0, -1));
    });
  }

  it('leaves variables, patterns and pipes as they are', () => {
    assert.deepEqual(splitWords('echo $HOME * | cat > x'), ['echo', '$HOME', '*', '|', 'cat', '>', 'x']);
  });

  it('finds no word in blanks', () => {
    assert.deepEqual(splitWords(' \t'), []);
  });

  for (const line of [`it's`, `"a`, `a\\`]) {
    it(`gives up on ${line}`, () => {
      assert.equal(splitWords(line), undefined);
    });
  }
});
