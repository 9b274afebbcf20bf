import assert from 'node:assert/strict';
import { listShells, listSyntaxErrors } from '../../lib/testing/shells.ts';

describe('listShells', () => {
  it('has all three here, so that no spec of ours does with less', () => {
    assert.deepEqual(
      listShells().map(({ name }) => name),
      ['dash', 'bash', 'busybox'],
    );
  });
});

describe('listSyntaxErrors', () => {
  it('asks each of them', () => {
    assert.deepEqual(listSyntaxErrors('echo one'), []);
    assert.equal(listSyntaxErrors('if true; then').length, 3);
  });
});
