import assert from 'node:assert/strict';
import { Secret } from '../../../lib/core/secret.ts';
import { Unknown } from '../../../lib/core/unknown.ts';
import { editBlock, type BlockEdit } from '../../../lib/modules/shared/edit-block.ts';
import { PlanFault } from '../../../lib/modules/step.ts';

const wanted: BlockEdit = {
  block: 'x\ny\n',
  begin: '<',
  end: '>',
  insertAfter: undefined,
  insertBefore: undefined,
};
const none: BlockEdit = { ...wanted, block: '' };

const cases: readonly [title: string, text: string, edit: BlockEdit, result: string][] = [
  ['adds a block at the end', 'a\n', wanted, 'a\n<\nx\ny\n>\n'],
  ['adds a block to an empty text', '', wanted, '<\nx\ny\n>\n'],
  ['ends a last line without a line end', 'a', wanted, 'a\n<\nx\ny\n>\n'],
  ['takes a block without a last line end', '', { ...wanted, block: 'x' }, '<\nx\n>\n'],
  ['keeps empty lines of a block', '', { ...wanted, block: '\nx\n\n' }, '<\n\nx\n\n>\n'],
  ['leaves a block that is there', 'a\n<\nx\ny\n>\nb', wanted, 'a\n<\nx\ny\n>\nb'],
  ['replaces a block where it is', '<\nold\n>\na\n', { ...wanted, insertAfter: /a/ }, '<\nx\ny\n>\na\n'],
  ['fills an empty block', '<\n>\n', wanted, '<\nx\ny\n>\n'],
  ['goes after the last match', 'a\na\nb\n', { ...wanted, insertAfter: /^a/ }, 'a\na\n<\nx\ny\n>\nb\n'],
  ['goes before the first match', 'a\nb\nb\n', { ...wanted, insertBefore: /^b/ }, 'a\n<\nx\ny\n>\nb\nb\n'],
  ['goes to the beginning', 'a\n', { ...wanted, insertBefore: /^/ }, '<\nx\ny\n>\na\n'],
  ['goes to the end without a match', 'a\n', { ...wanted, insertAfter: /^z/ }, 'a\n<\nx\ny\n>\n'],
  ['takes a block away', 'a\n<\nx\n>\nb\n', none, 'a\nb\n'],
  ['takes the only block away', '<\nx\n>\n', none, ''],
  ['takes an empty block away', 'a\n<\n>\n', none, 'a\n'],
  ['takes nothing where there is no block', 'a', none, 'a'],
];

const damaged: readonly [title: string, text: string][] = [
  ['a block without its end', '<\nx\n'],
  ['a block without its beginning', 'x\n>\n'],
  ['an end before its beginning', '>\n<\n'],
  ['two beginnings', '<\n<\n>\n'],
  ['two blocks', '<\n>\n<\n>\n'],
];

describe('editBlock', () => {
  for (const [title, text, edit, result] of cases) {
    it(`${title}, and then changes nothing more`, () => {
      const once = editBlock(text, edit);

      assert.equal(once, result);
      assert.equal(editBlock(result, edit), result);
    });
  }

  for (const [title, text] of damaged) {
    it(`refuses ${title}`, () => {
      const result = editBlock(text, wanted);

      assert.ok(result instanceof PlanFault);
      assert.match(result.message, /does not have one line "<" and one ">" after it/);
    });
  }

  it('refuses a block that holds its own marks', () => {
    const result = editBlock('', { ...wanted, block: 'a\n>\n' });

    assert.ok(result instanceof PlanFault);
    assert.match(result.message, /holds a line that marks/);
  });

  it('makes the text secret where the block is', () => {
    const text = editBlock('a\n', { ...wanted, block: new Secret('b') });

    assert.ok(text instanceof Secret);
    assert.equal(text.reveal(), 'a\n<\nb\n>\n');
  });

  it('gives an unknown block back', () => {
    const block = new Unknown('no lease yet');

    assert.equal(editBlock('a\n', { ...wanted, block }), block);
  });
});
