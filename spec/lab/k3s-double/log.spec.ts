import assert from 'node:assert/strict';
import { formatLine } from '../../../lib/lab/k3s-double/log.ts';

describe('formatLine', () => {
  it('writes as logrus does', () => {
    assert.equal(
      formatLine('error', 'say "no"\nagain', new Date('2030-01-01T00:00:00.500Z')),
      'time="2030-01-01T00:00:00Z" level=error msg="say \\"no\\"\\nagain"\n',
    );
  });
});
