import assert from 'node:assert/strict';
import { listMissingPackages } from '../../lib/lab/requirements.ts';

describe('listMissingPackages', () => {
  it('names each package once', () => {
    assert.deepEqual(
      listMissingPackages((tool) => !['ssh', 'ssh-keygen', 'nft'].includes(tool)),
      ['nftables', 'openssh-client'],
    );
    assert.deepEqual(
      listMissingPackages(() => true),
      [],
    );
  });
});
