import assert from 'node:assert/strict';
import { Secret } from '../../../lib/core/secret.ts';
import { Unknown } from '../../../lib/core/unknown.ts';
import { editLines, type LineEdit } from '../../../lib/modules/shared/edit-lines.ts';

const present: LineEdit = {
  state: 'present',
  line: undefined,
  regexp: undefined,
  insertAfter: undefined,
  insertBefore: undefined,
};
const absent: LineEdit = { ...present, state: 'absent' };

const cases: readonly [title: string, text: string, edit: LineEdit, wanted: string][] = [
  ['adds a line at the end', 'a\n', { ...present, line: 'b' }, 'a\nb\n'],
  ['adds a line to an empty text', '', { ...present, line: 'b' }, 'b\n'],
  ['ends a last line without a line end', 'a', { ...present, line: 'b' }, 'a\nb\n'],
  ['leaves a line that is there', 'a\nb\nc', { ...present, line: 'b' }, 'a\nb\nc'],
  ['does not take a part for the line', 'abc\n', { ...present, line: 'b' }, 'abc\nb\n'],
  ['replaces the last match', 'x=1\nx=2\ny\n', { ...present, line: 'x=3', regexp: /^x=/ }, 'x=1\nx=3\ny\n'],
  [
    'leaves a last match that is as wanted',
    'x=1\nx=3\n',
    { ...present, line: 'x=3', regexp: /^x=/ },
    'x=1\nx=3\n',
  ],
  [
    'replaces one match where the line matches not',
    '#a\n#b\n',
    { ...present, line: 'c', regexp: /^#/ },
    '#a\nc\n',
  ],
  ['adds where nothing matches', 'a\n', { ...present, line: 'x=3', regexp: /^x=/ }, 'a\nx=3\n'],
  ['goes after the last match', 'a\na\nb\n', { ...present, line: 'x', insertAfter: /^a/ }, 'a\na\nx\nb\n'],
  ['goes before the first match', 'a\nb\nb\n', { ...present, line: 'x', insertBefore: /^b/ }, 'a\nx\nb\nb\n'],
  ['goes to the end without a match', 'a\n', { ...present, line: 'x', insertBefore: /^z/ }, 'a\nx\n'],
  ['removes equal lines', 'a\nb\na\n', { ...absent, line: 'a' }, 'b\n'],
  ['removes all matches', 'x=1\nb\nx=2\n', { ...absent, regexp: /^x=/ }, 'b\n'],
  ['removes the only line', 'a\n', { ...absent, line: 'a' }, ''],
  ['removes nothing where nothing matches', 'a', { ...absent, line: 'z' }, 'a'],
  ['keeps empty lines', '\n\na\n', { ...present, line: 'b' }, '\n\na\nb\n'],
];

describe('editLines', () => {
  for (const [title, text, edit, wanted] of cases) {
    it(`${title}, and then changes nothing more`, () => {
      const once = editLines(text, edit);

      assert.equal(once, wanted);
      assert.equal(editLines(wanted, edit), wanted);
    });
  }

  it('makes the text secret where the line is', () => {
    const text = editLines('a\n', { ...present, line: new Secret('b') });

    assert.ok(text instanceof Secret);
    assert.equal(text.reveal(), 'a\nb\n');
  });

  it('gives an unknown line back', () => {
    const line = new Unknown('no lease yet');

    assert.equal(editLines('a\n', { ...present, line }), line);
  });
});
