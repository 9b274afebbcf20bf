import assert from 'node:assert/strict';
import { Secret } from '../../../lib/core/secret.ts';
import { k3sDatastoreGuard } from '../../../lib/modules/k3s/datastore-guard.ts';
import { readKine } from '../../../lib/modules/shared/postgresql/kine.ts';
import { describeModule } from '../../support/describe-module.ts';

/** printf 'correct horse' | sha256sum | cut -c1-12 */
const OURS = '/bootstrap/4104d36f8da2';
const OTHERS = '/bootstrap/000000000000';
const token = new Secret('correct horse');
const running = (...bootstrapNames: string[]) => ({ kine: { server: 'running', value: { bootstrapNames } } });

describeModule(k3sDatastoreGuard, {
  inSync: [
    { title: 'an empty database', params: { token }, found: running(), result: { state: 'empty' } },
    {
      title: 'no database',
      params: { token },
      found: { kine: { server: 'running', value: null } },
      result: { state: 'empty' },
    },
    {
      title: 'no database server',
      params: { token },
      found: { kine: { server: 'absent' } },
      result: { state: 'empty' },
    },
    { title: "this cluster's", params: { token }, found: running(OURS), result: { state: 'ours' } },
    {
      title: "this cluster's, by its full token",
      params: { token: new Secret(`K10${'a'.repeat(64)}::server:correct horse`) },
      found: running(OURS),
    },
    { title: "this cluster's, its token once rotated", params: { token }, found: running(OTHERS, OURS) },
  ],
  faults: [
    {
      title: "another cluster's",
      params: { database: 'prod', token },
      found: running(OTHERS),
      message: /database prod belongs to a cluster with another token .*empty database/,
    },
    {
      title: 'that of an old K3s without a token',
      params: { token },
      found: running('/bootstrap'),
      message: /another token/,
    },
  ],
  unknown: [
    {
      title: 'a server that does not answer',
      params: { token },
      found: { kine: { server: 'down', reason: 'refused' } },
      reason: /does not answer: refused/,
    },
  ],
  invalid: [{ title: 'no token', params: {}, message: /token/ }],
});

describe('readKine', () => {
  it('quotes the name of the database as a value and as an identifier', () => {
    const sql = String(readKine('a"b\'c', {}).stdin);

    assert.match(sql, /datname = 'a"b''c'/);
    assert.match(sql, /\\connect "a""b'c"/);
  });
});
