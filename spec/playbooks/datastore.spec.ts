import assert from 'node:assert/strict';
import { listBundledFaults, type BundledCase } from '../support/bundled-faults.ts';

type Hosts = BundledCase['groups'];

const host = (number: number): { address: string } => ({ address: `10.0.0.${number}` });
const server = { s1: host(21), s2: host(22) };
const none: Hosts = { server };
const one: Hosts = { server, datastore: { d1: host(11) } };
const two: Hosts = { server, datastore: { d1: host(11), d2: host(12) } };
const three: Hosts = { server, datastore: { d1: host(11), d2: host(12), d3: host(13) } };
const parts = { engine: 'mysql', hosts: 'db', user: 'k3s', password: `a@:/?#%&'" b`, database: 'k3s' };

async function tell(groups: Hosts, datastore: object): Promise<string> {
  return (await listBundledFaults({ playbook: 'datastore.yml', k3s: { datastore }, groups })).join('\n');
}

describe('datastore.yml', () => {
  const allowed: readonly (readonly [string, Hosts, object])[] = [
    ['PostgreSQL without a word', one, {}],
    ['PostgreSQL with certificates made', one, { tls: 'generate' }],
    ['PostgreSQL with a standby', two, { primary: 'd2' }],
    ['MariaDB', one, { kind: 'mariadb' }],
    ['MySQL', one, { kind: 'mysql', tls: { generate: { names: ['db.example.org'] } } }],
    ['one etcd', one, { kind: 'etcd', tls: 'generate' }],
    ['three of etcd', three, { kind: 'etcd', tls: 'generate' }],
    [
      'PostgreSQL that is there',
      none,
      { kind: 'external', endpoint: 'postgres://u:p%40@db:5432/k3s?sslmode=require' },
    ],
    [
      'MySQL that is there',
      none,
      { kind: 'external', endpoint: `mysql://u:a@:/?#%&'" b@tcp(db:3306)/k3s?tls=true` },
    ],
    [
      'etcd that is there',
      none,
      { kind: 'external', endpoint: 'https://10.0.0.1:2379,https://[fd00::2]:2379' },
    ],
    ['the socket of the host', none, { kind: 'external', endpoint: 'mysql://' }],
    ['MySQL in parts', none, { kind: 'external', endpoint: parts }],
    [
      'etcd in parts',
      none,
      { kind: 'external', endpoint: { engine: 'etcd', hosts: ['10.0.0.1', '10.0.0.2'] } },
    ],
  ];
  for (const [title, groups, datastore] of allowed) {
    it(`takes ${title}`, async () => assert.equal(await tell(groups, datastore), ''));
  }

  const external = (endpoint: unknown): object => ({ kind: 'external', endpoint });
  const refused: readonly (readonly [string, Hosts, object, RegExp])[] = [
    ['a kind that is none', one, { kind: 'mysq' }, /must be .*"mysql".* \(did you mean "mysql"\?\)/],
    [
      'no host',
      none,
      {},
      /a postgres datastore is to be made, and the group datastore has no hosts \(list them/,
    ],
    [
      'an external one without endpoint',
      none,
      { kind: 'external' },
      /needs its endpoint: write k3s\.datastore\.endpoint/,
    ],
    ['an endpoint of one to be made', one, { endpoint: 'mysql://' }, /endpoint is for kind: external/],
    [
      'mariadb://',
      none,
      external('mariadb://u:p@tcp(h)/d'),
      /cannot begin with mariadb:\/\/.*Write mysql:\/\//,
    ],
    ['the word etcd', none, external('etcd'), /cannot be the word etcd, which K3s takes for SQLite/],
    [
      'another scheme',
      none,
      external('sqlite:///x'),
      /must begin with postgres:\/\/.*K3s takes all else for SQLite/,
    ],
    [
      'MySQL as a URL',
      none,
      external('mysql://u:p@db:3306/k3s'),
      /mysql:\/\/user:password@tcp\(host:3306\)\/database/,
    ],
    [
      'a raw password of PostgreSQL',
      none,
      external('postgres://u:a/b c@db/k3s'),
      /percent-encoded. Given in parts/,
    ],
    ['etcd with a path', none, external('https://10.0.0.1:2379/k3s'), /without path, user or password/],
    [
      'etcd by two schemes',
      none,
      external('https://a:2379,http://b:2379'),
      /all https:\/\/ or all http:\/\//,
    ],
    [
      'a host with its port',
      none,
      external({ ...parts, hosts: 'db:5432' }),
      /hosts\.0 must be a name or an address and nothing around it; the port is endpoint\.port/,
    ],
    [
      'a PostgreSQL database in capitals',
      none,
      external({ ...parts, engine: 'postgres', database: 'K3s' }),
      /database has capitals: K3s writes .* in lower case/,
    ],
    [
      'a MySQL user with a colon',
      none,
      external({ ...parts, user: 'a:b' }),
      /user has a colon: .* takes what follows for the password/,
    ],
    [
      'a name of a database that wants quoting',
      one,
      { database: 'K3s-prod' },
      /datastore\.database must be of lower-case letters, digits and underscores/,
    ],
    [
      'a name of a user that wants quoting',
      one,
      { user: 'a b' },
      /datastore\.user must be of lower-case letters, digits and underscores/,
    ],
    ['parts that miss one', none, external({ engine: 'postgres', hosts: 'db' }), /"user" is missing/],
    [
      'two hosts of SQL',
      none,
      external({ ...parts, hosts: ['a', 'b'] }),
      /hosts is one host: several are for etcd/,
    ],
    [
      'etcd with a password',
      none,
      external({ engine: 'etcd', hosts: 'a', password: 'x' }),
      /password is not for etcd/,
    ],
    ['MariaDB on two hosts', two, { kind: 'mariadb' }, /servers that all take writes break K3s/],
    ['PostgreSQL on three hosts', three, {}, /made with one standby/],
    ['a primary that is no host', two, { primary: 'd3' }, /primary is a host of the group datastore/],
    ['a primary of etcd', three, { kind: 'etcd', primary: 'd1', tls: 'generate' }, /where kind is postgres/],
    ['TLS without a certificate', one, { tls: { ca: 'a\nb' } }, /needs a certificate of its own/],
    [
      'a certificate without its key',
      one,
      { tls: { ca: 'a\nb', cert: 'a\nb' } },
      /"key" is missing: "cert" needs it/,
    ],
    [
      'a file that is not there',
      one,
      { tls: { ca: '/nowhere/ca.pem' } },
      /tls\.ca is neither text .* nor the path/,
    ],
  ];
  for (const [title, groups, datastore, message] of refused) {
    it(`refuses ${title}`, async () => {
      const told = await tell(groups, datastore);
      assert.match(told, message);
      assert.match(told, /^error/);
      assert.ok(!told.includes(`a/b c`), 'a password is shown');
    });
  }

  const warned: readonly (readonly [string, Hosts, object, RegExp])[] = [
    ['etcd without TLS', three, { kind: 'etcd' }, /serves whoever reaches its port.*write tls: generate/],
    ['two members of etcd', two, { kind: 'etcd', tls: 'generate' }, /an even number of hosts/],
    ['hosts of no use', one, external('mysql://'), /nothing to do with an external datastore/],
    [
      'few connections',
      one,
      { max_connections: 100 },
      /100 connections are few: each server takes about fifty/,
    ],
  ];
  for (const [title, groups, datastore, message] of warned) {
    it(`warns of ${title}`, async () => {
      const told = await tell(groups, datastore);
      assert.match(told, message);
      assert.match(told, /^warning/);
    });
  }
});

describe('datastore-switchover.yml', () => {
  const playbook = 'datastore-switchover.yml';

  it('takes a primary with its standby', async () => {
    const k3s = { datastore: { primary: 'd2' } };
    assert.deepEqual(await listBundledFaults({ playbook, k3s, groups: two }), []);
  });

  it('refuses where there is no standby', async () => {
    const told = (await listBundledFaults({ playbook, k3s: {}, groups: one })).join('\n');
    assert.match(told, /^error: there is nothing to switch over to .*two hosts in the group datastore/);
  });
});
