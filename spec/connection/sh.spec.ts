import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { quote, sh } from '../../lib/connection/sh.ts';
import { SHELLS, randomWord } from './random.ts';

describe('quote', () => {
  for (const shell of SHELLS) {
    it(`is read back unchanged by ${shell.join(' ')}, whatever the word`, () => {
      const words = Array.from({ length: 400 }, () => randomWord());

      const read = readBack(shell, words);

      assert.deepEqual(read, words);
    });
  }

  for (const word of [
    '',
    ' ',
    "'",
    "''",
    '\\',
    '\n',
    '$(id)',
    '`id`',
    '-n',
    '~',
    '*',
    '!x',
    '#',
    'a\tb',
    'é',
    '%s',
  ]) {
    it(`keeps ${JSON.stringify(word)}`, () => {
      for (const shell of SHELLS) assert.deepEqual(readBack(shell, [word]), [word]);
    });
  }

  it('leaves plain words bare', () => {
    assert.equal(quote('/etc/rancher/k3s/config.yaml'), '/etc/rancher/k3s/config.yaml');
    assert.equal(quote(8080), '8080');
  });

  it('refuses NUL, which no shell can carry', () => {
    assert.throws(() => quote('a\0b'), /NUL/);
  });
});

describe('sh', () => {
  it('makes one word of a value and several of an array', () => {
    assert.equal(sh`rm -f -- ${['a b', 'c']} ${"it's"}`.text, `rm -f -- 'a b' c 'it'\\''s'`);
  });

  it('puts scripts in as they are', () => {
    assert.equal(
      sh`if ${sh`test -e ${'a b'}`}; then ${sh.raw('echo "$x"')}; fi`.text,
      `if test -e 'a b'; then echo "$x"; fi`,
    );
  });

  it('keeps backslashes as written', () => {
    assert.equal(sh`printf 'a\n'`.text, String.raw`printf 'a\n'`);
  });
});

describe('sh.lines', () => {
  it('puts each script on a line of its own', () => {
    assert.equal(sh.lines(sh`a`, sh`b ${1}`).text, 'a\nb 1');
  });
});

function readBack(
  [program, ...args]: readonly [string, ...string[]],
  words: readonly string[],
): readonly string[] {
  const { text } = sh`printf '%s\0' ${words}`;
  const { stdout, status } = spawnSync(program, args, { input: text, maxBuffer: 1e8 });
  assert.equal(status, 0);
  return stdout.toString('utf8').split('\0').slice(0, -1);
}
