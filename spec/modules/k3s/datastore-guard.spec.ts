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
    {
      title: 'a server that need not answer',
      params: { token, if_up: true },
      found: { kine: { server: 'down', reason: 'refused' } },
      result: { state: 'down' },
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
      title: "another cluster's, which need not answer but does",
      params: { token, if_up: true },
      found: running(OTHERS),
      message: /database k3s belongs to a cluster with another token/,
    },
    {
      title: "another cluster's MariaDB",
      params: { database: 'prod', token, engine: 'mysql', socket: '/run/x.sock' },
      found: running(OTHERS),
      message: /database prod belongs/,
    },
    {
      title: "another cluster's database over the network",
      params: { token, endpoint: new Secret('postgres://u:p@10.0.0.5/far') },
      found: running(OTHERS),
      message: /database far belongs/,
    },
    {
      title: "another cluster's etcd",
      params: { token, endpoint: new Secret('https://10.0.0.5:2379') },
      found: running(OTHERS),
      message: /etcd belongs to a cluster with another token .*empty etcd/,
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

describe('the reads of k3s-datastore-guard', () => {
  const readOf = (params: object) => {
    const read = k3sDatastoreGuard.reads({
      params: { files: {}, database: 'k3s', token, ...params },
      facts: {} as never,
    })['kine'];
    assert.ok(read?.kind === 'host');
    return {
      script: read.script.text,
      stdin: read.stdin instanceof Secret ? read.stdin.reveal() : read.stdin,
    };
  };
  const PASSWORD = `p@:/?#%&'"\\ x`;

  it('keeps a password of PostgreSQL to standard input, as it is', () => {
    const endpoint = new Secret(
      `postgres://u:${encodeURIComponent(PASSWORD)}@db:6432/far?sslmode=require&x=y`,
    );

    const { script, stdin } = readOf({ endpoint, files: { ca: '/d/ca.crt' } });

    assert.ok(!script.includes('p@'));
    const wanted = [
      '[k3play]',
      'host=db',
      'port=6432',
      'user=u',
      `password=${PASSWORD}`,
      'dbname=far',
      'connect_timeout=10',
      'sslmode=require',
      'sslrootcert=/d/ca.crt',
      '',
    ];
    assert.deepEqual(stdin?.split('\n'), wanted);
  });

  it('keeps one of MySQL there too, quoted for an option file', () => {
    const endpoint = new Secret(`mysql://u:${PASSWORD}@tcp(db:3307)/far`);

    const { script, stdin } = readOf({ endpoint, files: { ca: '/d/ca.crt' } });

    assert.ok(!script.includes('p@'));
    assert.match(script, /^cat \| "\$mysql" --defaults-file=\/dev\/stdin [^]* far$/m);
    assert.match(stdin ?? '', /^password="p@:\/\?#%&'\\"\\\\ x"$/m);
    assert.match(stdin ?? '', /^loose-ssl-mode="VERIFY_IDENTITY"$/m);
  });

  it('does not try a password that psql would cut', () => {
    const { script, stdin } = readOf({ endpoint: new Secret('postgres://u:p%20@db/far') });

    assert.match(script, /blanks at its ends/);
    assert.equal(stdin, undefined);
  });

  it('asks the members of etcd in turn', () => {
    const { script } = readOf({
      endpoint: new Secret('https://a:2379,https://b:2379'),
      files: { ca: '/d/ca.crt' },
    });

    assert.match(
      script,
      /--cacert \/d\/ca\.crt .* https:\/\/a:2379\/v3\/kv\/range \|\|\ncurl .* https:\/\/b:2379/,
    );
  });
});
