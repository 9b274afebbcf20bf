import assert from 'node:assert/strict';
import { Secret } from '../../../lib/core/secret.ts';
import { k3sEndpoint } from '../../../lib/modules/k3s/endpoint.ts';
import { buildEndpoint, parseEndpoint, type Endpoint } from '../../../lib/modules/shared/endpoint.ts';
import { describeModule } from '../../support/describe-module.ts';

const password = new Secret(`p@:/?#%&'" x`);
const parts = { engine: 'postgres', hosts: ['10.0.0.5'], user: 'k3s', password, database: 'k3s' };
const files = { ca: '/d/ca.crt', cert: '/d/client.crt', key: '/d/client.key' };
const NO_FILES = { 'datastore-cafile': null, 'datastore-certfile': null, 'datastore-keyfile': null };

// Four, because they read as a line of a table.
// eslint-disable-next-line @typescript-eslint/max-params
const made = (endpoint: string, engine: string, hosts: readonly string[], port: number) => ({
  engine,
  endpoint: new Secret(endpoint),
  targets: hosts.map((host) => ({ host, port })),
  settings: { 'datastore-endpoint': new Secret(endpoint), ...NO_FILES },
});

describeModule(k3sEndpoint, {
  inSync: [
    {
      title: 'PostgreSQL, percent-encoded',
      params: { endpoint: parts },
      found: {},
      result: made(
        'postgres://k3s:p%40%3A%2F%3F%23%25%26%27%22%20x@10.0.0.5:5432/k3s',
        'postgres',
        ['10.0.0.5'],
        5432,
      ),
    },
    {
      title: 'MariaDB, as it is, by the name of MySQL',
      params: { endpoint: { ...parts, engine: 'mariadb', port: 3307 } },
      found: {},
      result: made(`mysql://k3s:p@:/?#%&'" x@tcp(10.0.0.5:3307)/k3s`, 'mysql', ['10.0.0.5'], 3307),
    },
    {
      title: 'etcd with certificates',
      params: { endpoint: { engine: 'etcd', hosts: ['10.0.0.5', 'fd00::6'] }, files },
      found: {},
      result: {
        ...made('https://10.0.0.5:2379,https://[fd00::6]:2379', 'etcd', ['10.0.0.5', 'fd00::6'], 2379),
        settings: {
          'datastore-endpoint': new Secret('https://10.0.0.5:2379,https://[fd00::6]:2379'),
          'datastore-cafile': files.ca,
          'datastore-certfile': files.cert,
          'datastore-keyfile': files.key,
        },
      },
    },
    {
      title: 'etcd without',
      params: { endpoint: { engine: 'etcd', hosts: 'db1' } },
      found: {},
      result: made('http://db1:2379', 'etcd', ['db1'], 2379),
    },
    {
      title: 'a text, left as it is',
      params: { endpoint: new Secret('postgresql://u:p%40@db:6432/x?sslmode=require') },
      found: {},
      result: made('postgresql://u:p%40@db:6432/x?sslmode=require', 'postgres', ['db'], 6432),
    },
  ],
  faults: [
    ...(
      [
        ['sqlite', 'sqlite:///x', /takes a datastore endpoint it does not know for SQLite/],
        ['the word etcd', 'etcd', /for SQLite/],
        ['a password with a slash', 'postgres://u:p/w@h/d', /percent-encoded/],
        ['MySQL written as a URL', 'mysql://u:p@db:3306/k3s', /mysql:\/\/user:password@tcp\(host:3306\)/],
        ['etcd with a path', 'https://a:2379/x', /without path/],
        ['etcd with a password', 'https://u:p@a:2379', /without path, user or password/],
        ['etcd by two schemes', 'https://a:2379,http://b:2379', /all https/],
      ] as const
    ).map(([title, endpoint, message]) => ({
      title,
      params: { endpoint: new Secret(endpoint) },
      found: {},
      message,
    })),
    {
      title: 'an upper-case database',
      params: { endpoint: { ...parts, database: 'K3s' } },
      found: {},
      message: /lower case/,
    },
    {
      title: 'two hosts of SQL',
      params: { endpoint: { ...parts, hosts: ['a', 'b'] } },
      found: {},
      message: /one host/,
    },
    {
      title: 'a login without a database',
      params: { endpoint: { engine: 'mysql', hosts: 'a', user: 'x' } },
      found: {},
      message: /needs a user and a database/,
    },
    {
      title: 'a colon in a MySQL user',
      params: { endpoint: { ...parts, engine: 'mysql', user: 'a:b' } },
      found: {},
      message: /colon/,
    },
    {
      title: 'a slash in a MySQL database',
      params: { endpoint: { ...parts, engine: 'mysql', database: 'a/b' } },
      found: {},
      message: /cannot have \/ or \?/,
    },
    {
      title: 'a login for etcd',
      params: { endpoint: { ...parts, engine: 'etcd' } },
      found: {},
      message: /knows its clients by their certificates/,
    },
    {
      title: 'etcd over plain HTTP with certificates',
      params: { endpoint: new Secret('http://a:2379'), files },
      found: {},
      message: /spoken to by https/,
    },
    {
      title: 'a certificate without its key',
      params: { endpoint: parts, files: { ca: files.ca, cert: files.cert } },
      found: {},
      message: /go together/,
    },
  ],
  invalid: [
    { title: 'no endpoint', params: {}, message: /endpoint/ },
    { title: 'an unknown engine', params: { endpoint: { ...parts, engine: 'oracle' } }, message: /engine/ },
  ],
});

describe('parseEndpoint', () => {
  const HOSTILE = `a@b:c/d?e#f%g&h'i"j k$l\`m\\n(o)p,q=r+ü`;
  const base: Endpoint = {
    engine: 'postgres',
    targets: [{ host: '10.0.0.5', port: 5432 }],
    user: 'k3s',
    password: HOSTILE,
    database: 'k3s',
    options: '',
    tls: false,
  };

  for (const endpoint of [
    base,
    { ...base, user: 'o@d d' },
    { ...base, targets: [{ host: 'fd00::5', port: 5433 }] },
    { ...base, engine: 'mysql', targets: [{ host: 'db.example.org', port: 3306 }] },
    { ...base, engine: 'mysql', options: 'tls=true' },
  ] satisfies readonly Endpoint[]) {
    it(`reads back what was built: ${endpoint.engine} ${endpoint.user} ${endpoint.targets[0]?.host}`, () => {
      assert.deepEqual(parseEndpoint(buildEndpoint(endpoint)), endpoint);
    });
  }

  it('fills in what K3s takes where nothing is said', () => {
    const postgres = { user: 'postgres', password: 'postgres', database: 'kubernetes' };
    const mysql = { user: 'root', password: '', database: 'kubernetes' };

    assert.deepEqual(pick(parseEndpoint('postgres://')), postgres);
    assert.deepEqual(pick(parseEndpoint('mysql://')), mysql);
    assert.deepEqual(pick(parseEndpoint('mysql://unix(/run/mysqld/mysqld.sock)/')), mysql);
  });

  function pick(endpoint: Endpoint | string): object {
    if (typeof endpoint === 'string') return assert.fail(endpoint);
    const { user, password: secret, database } = endpoint;
    return { user, password: secret, database };
  }
});
