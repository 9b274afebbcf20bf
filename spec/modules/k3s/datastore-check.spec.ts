import assert from 'node:assert/strict';
import { Secret } from '../../../lib/core/secret.ts';
import { k3sDatastoreCheck } from '../../../lib/modules/k3s/datastore-check.ts';
import { remoteOf } from '../../../lib/modules/shared/datastore-params.ts';
import { readDatastore, type DatastoreState } from '../../../lib/modules/shared/datastore-state.ts';
import { describeModule } from '../../support/describe-module.ts';
import { printed } from '../../support/output.ts';

const postgres = { endpoint: new Secret('postgres://k3s:pw@10.0.0.5:5432/k3s') };
const mysql = { endpoint: new Secret('mysql://k3s:pw@tcp(10.0.0.5:3306)/k3s') };
const etcd = { endpoint: new Secret('https://10.0.0.5:2379') };
const state: DatastoreState = {
  version: '15.18 (Debian 15.18-0+deb12u1)',
  maxConnections: 200,
  othersConnections: 12,
  readOnly: false,
  missingPrivileges: [],
  increment: 1,
  multiMaster: false,
};
const found = (change: object, pooling: object = { pooling: 'none' }) => ({
  state: { server: 'running', value: { ...state, ...change } },
  ...pooling,
});
const down = (reason: string) => ({ state: { server: 'down', reason } });
const known = (version: string, max = 200, ...warnings: readonly string[]) => ({
  version,
  max_connections: max,
  warnings,
});

describeModule(k3sDatastoreCheck, {
  inSync: [
    {
      title: 'PostgreSQL',
      params: { ...postgres, servers: 3 },
      found: found({}),
      result: known(state.version),
    },
    {
      title: 'MariaDB, by the number it hides from old clients too',
      params: mysql,
      found: found({ version: '5.5.5-10.11.6-MariaDB' }, {}),
      result: known('5.5.5-10.11.6-MariaDB'),
    },
    {
      title: 'etcd of a release K3s is not tried with',
      params: etcd,
      found: found({ version: '3.4.23', maxConnections: 0 }, {}),
      result: known('3.4.23', 0, 'etcd 3.4.23 is not among the releases that K3s is tried with (3.5)'),
    },
    {
      title: 'connections that others have taken',
      params: { ...postgres, servers: 1 },
      found: found({ othersConnections: 150 }),
      result: known(
        state.version,
        200,
        'the datastore allows 200 connections, of which others leave 50; one server wants 70',
      ),
    },
    {
      title: 'few connections behind a pooler, of an old release',
      params: { ...postgres, servers: 4 },
      found: found({ version: '11.2' }, { pooling: 'session' }),
      result: known(
        '11.2',
        200,
        'PostgreSQL 11.2 is not among the releases that K3s is tried with (12, 13, 14, 15, 16, 17)',
        'the datastore allows 200 connections, of which others leave 188; 4 servers want 220',
        'another program stands before PostgreSQL: it has to keep one server process for each session, as it does now',
      ),
    },
  ],
  faults: [
    {
      title: 'PgBouncer in transaction mode',
      params: postgres,
      found: found({}, { pooling: 'transaction' }),
      message: /prepared statements of K3s would get lost .*pool_mode = session/,
    },
    { title: 'Galera', params: mysql, found: found({ multiMaster: true }, {}), message: /a Galera cluster/ },
    {
      title: 'ids that grow by more than one',
      params: mysql,
      found: found({ increment: 3 }, {}),
      message: /auto_increment_increment is 3.*set it to 1/,
    },
    { title: 'a standby', params: postgres, found: found({ readOnly: true }), message: /takes no writes/ },
    {
      title: 'a user who may not',
      params: mysql,
      found: found({ missingPrivileges: ['CREATE', 'INDEX'] }, {}),
      message: /may not CREATE, INDEX .*grant it all privileges/,
    },
    {
      title: 'a login that is refused',
      params: mysql,
      found: down("ERROR 1045 (28000): Access denied for user 'k3s'@'10.0.0.21' (using password: YES)"),
      message:
        /^the database refused the password of "k3s"\nwhat it says: ERROR 1045 .* \(compare the password/,
    },
    {
      title: 'no connection left',
      params: postgres,
      found: { ...down('FATAL: sorry, too many clients already'), pooling: 'unknown' },
      message: /^the database server has no connection left\nwhat it says: FATAL.*raise max_connections/,
    },
  ],
  unknown: [
    {
      title: 'a datastore that nothing answers for',
      params: mysql,
      found: down("ERROR 2002 (HY000): Can't connect to server on '10.0.0.5' (115)"),
      reason: /the MySQL server does not answer: ERROR 2002/,
    },
  ],
  invalid: [{ title: 'no endpoint', params: {}, message: /endpoint/ }],
});

describe('readDatastore', () => {
  for (const { endpoint } of [postgres, mysql, etcd]) {
    it(`tells from one another what differs from ${endpoint.reveal()}`, () => {
      const elsewhere = new Secret(endpoint.reveal().replace('10.0.0.5', '10.0.0.6'));
      const ways = [
        { endpoint, files: {} },
        { endpoint, files: { ca: '/d/ca.crt' } },
        { endpoint: elsewhere, files: {} },
      ];

      const keys = ways.map((way) => readDatastore(remoteOf(way)).key);

      assert.equal(new Set(keys).size, ways.length);
    });
  }

  it('reads what MariaDB says of itself', () => {
    const read = readDatastore(remoteOf({ ...mysql, files: {} }));
    const said = {
      version: '10.11.6-MariaDB',
      variables: { max_connections: '151', auto_increment_increment: '3', read_only: 'ON', wsrep_on: 'OFF' },
      connected: '9',
      own: 2,
      privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE'],
    };

    const asked = read.parse(printed(JSON.stringify(said)));

    assert.deepEqual(asked, {
      server: 'running',
      value: {
        version: '10.11.6-MariaDB',
        maxConnections: 151,
        othersConnections: 7,
        readOnly: true,
        missingPrivileges: ['INDEX', 'ALTER'],
        increment: 3,
        multiMaster: false,
      },
    });
  });
});
