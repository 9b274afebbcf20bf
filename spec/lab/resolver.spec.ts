import assert from 'node:assert/strict';
import { withoutLoopback } from '../../lib/lab/resolver.ts';

describe('withoutLoopback', () => {
  it('leaves out name servers that a host cannot reach', () => {
    const text = 'search example.org\nnameserver 127.0.0.53\nnameserver ::1\nnameserver 10.0.0.53\n';

    assert.equal(withoutLoopback(text), 'search example.org\nnameserver 10.0.0.53\n');
  });
});
