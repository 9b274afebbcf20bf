import assert from 'node:assert/strict';
import { parseOsRelease } from '../../lib/lab/machine.ts';

describe('parseOsRelease', () => {
  it('reads quoted and bare values', () => {
    const release = parseOsRelease('ID=debian\nVERSION_CODENAME="trixie"\n');

    assert.deepEqual([release.get('ID'), release.get('VERSION_CODENAME')], ['debian', 'trixie']);
  });
});
