import assert from 'node:assert/strict';
import { parseMountPoints } from '../../lib/lab/tree.ts';

describe('parseMountPoints', () => {
  it('reads mount points with spaces in their names', () => {
    const table = '1 0 8:1 / / rw - ext4 /dev/sda rw\n2 1 0:5 / /a\\040b rw - tmpfs tmpfs rw\n';

    assert.deepEqual(parseMountPoints(table), ['/', '/a b']);
  });
});
