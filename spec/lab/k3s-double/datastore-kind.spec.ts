import assert from 'node:assert/strict';
import { kindOf } from '../../../lib/lab/k3s-double/datastore/kind.ts';

describe('kindOf', () => {
  const kinds = [
    ['postgres://u:p@h/d', 'postgres'],
    ['postgresql://u:p@h/d', 'postgres'],
    ['http://h:2379', 'etcd'],
    ['https://h1:2379,https://h2:2379', 'etcd'],
  ] as const;
  for (const [endpoint, kind] of kinds) {
    it(`takes ${endpoint} for ${kind}`, () => {
      assert.equal(kindOf(endpoint), kind);
    });
  }

  for (const endpoint of [
    '',
    'etcd',
    'mariadb://u:p@tcp(h)/d',
    'POSTGRES://h',
    'sqlite://x',
    '://',
    'nats://h',
  ]) {
    it(`says that ${JSON.stringify(endpoint)} is beyond a double`, () => {
      assert.throws(() => kindOf(endpoint), /test double of K3s: it knows only datastore-endpoint postgres/);
    });
  }
});
