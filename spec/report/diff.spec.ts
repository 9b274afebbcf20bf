import assert from 'node:assert/strict';
import { unifiedDiff } from '../../lib/report/diff.ts';

describe('unifiedDiff', () => {
  it('says nothing of equal texts', () => {
    assert.equal(unifiedDiff('a\n', 'a\n', '/etc/x'), '');
  });

  it('shows what changes, three lines around it, under the name of what changes', () => {
    const before = ['1', '2', '3', '4', 'old', '5', '6', '7', '8', ''].join('\n');

    assert.equal(
      unifiedDiff(before, before.replace('old', 'new'), '/etc/x'),
      [
        '--- /etc/x (before)',
        '+++ /etc/x (after)',
        '@@ -2,7 +2,7 @@',
        ' 2',
        ' 3',
        ' 4',
        '-old',
        '+new',
        ' 5',
        ' 6',
        ' 7',
        '',
      ].join('\n'),
    );
  });

  it('shows a file that comes into being', () => {
    assert.equal(unifiedDiff('', 'a\n', 'x'), '--- x (before)\n+++ x (after)\n@@ -0,0 +1,1 @@\n+a\n');
  });

  it('shows a missing newline at the end', () => {
    assert.match(unifiedDiff('a\n', 'a', 'x'), /-a\n\+a\n\\ No newline at end of file\n$/);
  });

  it('shows a change of line endings', () => {
    assert.match(unifiedDiff('a\r\n', 'a\n', 'x'), /-a␍\n\+a\n$/);
  });

  it('takes out control sequences', () => {
    assert.match(
      unifiedDiff('a\n', '\x1b]0;t\x07b\x1b[2J\n', 'x\x1b[0m\ny'),
      /^--- x y \(before\)\n[^\x1b\x07]*\+b\n$/,
    );
  });

  it('says so where only what is not shown differs', () => {
    assert.equal(unifiedDiff('a\n', 'a\u200b\n', 'x'), 'x: differs only in characters that are not shown\n');
  });

  it('gives up on texts that have nothing in common', () => {
    const lines = (name: string): string =>
      Array.from({ length: 20_000 }, (_, at) => `${name}${at}\n`).join('');

    assert.equal(unifiedDiff(lines('a'), lines('b'), 'x'), 'x: 20000 → 20000 lines, too different to show\n');
  });
});
