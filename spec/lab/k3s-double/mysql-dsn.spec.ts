import assert from 'node:assert/strict';
import { parseDsn, type Dsn } from '../../../lib/lab/k3s-double/datastore/mysql/dsn.ts';

describe('parseDsn', () => {
  it('reads every part', () => {
    assert.deepEqual(parseDsn('k3s:secret@tcp(db.example.org:3307)/cluster?tls=true&parseTime=1'), {
      user: 'k3s',
      password: 'secret',
      address: { network: 'tcp', host: 'db.example.org', port: 3307 },
      database: 'cluster',
      tls: 'true',
    });
  });

  const passwords = [
    '@ : / ? # % & \' "',
    '@@@',
    ':starts-with-a-colon',
    'ends/with/a/slash/',
    'looks@tcp(like:1)/an?endpoint=x',
    '%41%zz',
    '#fragment?query&more=1',
    '\'"`$(x)\\',
    '  spaces  ',
    ')(',
    'grüße-密码',
  ];
  for (const password of passwords) {
    it(`leaves the password ${JSON.stringify(password)} as it is`, () => {
      const {
        user,
        password: read,
        address,
        database,
      } = parseDsn(`us-er:${password}@tcp(10.0.0.1:3306)/k3s?tls=false`);

      assert.deepEqual(
        { user, password: read, address, database },
        {
          user: 'us-er',
          password,
          address: { network: 'tcp', host: '10.0.0.1', port: 3306 },
          database: 'k3s',
        },
      );
    });
  }

  const addresses: readonly (readonly [string, Dsn['address']])[] = [
    ['/d', { network: 'tcp', host: '127.0.0.1', port: 3306 }],
    ['u@/d', { network: 'tcp', host: '127.0.0.1', port: 3306 }],
    ['u@tcp/d', { network: 'tcp', host: '127.0.0.1', port: 3306 }],
    ['u@tcp(h)/d', { network: 'tcp', host: 'h', port: 3306 }],
    ['tcp(h:1)/d', { network: 'tcp', host: 'h', port: 1 }],
    ['u@tcp([fd00::1]:3307)/d', { network: 'tcp', host: 'fd00::1', port: 3307 }],
    ['u@tcp([fd00::1])/d', { network: 'tcp', host: 'fd00::1', port: 3306 }],
    ['u@tcp(fd00::1)/d', { network: 'tcp', host: 'fd00::1', port: 3306 }],
    ['u@unix(/run/my sql/d.sock)/d', { network: 'unix', path: '/run/my sql/d.sock' }],
    ['u@unix/d', { network: 'unix', path: '/tmp/mysql.sock' }],
  ];
  for (const [text, address] of addresses) {
    it(`finds the server of ${text}`, () => {
      assert.deepEqual(parseDsn(text).address, address);
    });
  }

  const logins = [
    ['u@tcp(h)/', 'u', ''],
    ['u:@tcp(h)/', 'u', ''],
    [':p@tcp(h)/', '', 'p'],
    ['tcp(h)/', '', ''],
  ] as const;
  for (const [text, user, password] of logins) {
    it(`finds the login of ${text}`, () => {
      const dsn = parseDsn(text);

      assert.deepEqual([dsn.user, dsn.password], [user, password]);
    });
  }

  const encryptions = [
    ['', 'false'],
    ['?tls=false', 'false'],
    ['?tls=0', 'false'],
    ['?tls=1', 'true'],
    ['?timeout=5s&tls=True', 'true'],
    ['?tls=Skip-Verify', 'skip-verify'],
    ['?tls=preferred&charset=utf8', 'preferred'],
  ] as const;
  for (const [parameters, tls] of encryptions) {
    it(`takes ${JSON.stringify(parameters)} for tls=${tls}`, () => {
      assert.equal(parseDsn(`u:p@tcp(h)/d${parameters}`).tls, tls);
    });
  }

  it('decodes the name of the database, and nothing else', () => {
    assert.equal(parseDsn('u:%2F@tcp(h)/my%2Fk3s').database, 'my/k3s');
  });

  const refusals = [
    ['u:p@tcp(h:1)', 'invalid DSN: missing the slash separating the database name'],
    ['u:p@tcp(h:1/d', 'invalid DSN: network address not terminated (missing closing brace)'],
    ['u:p@tcp(h:1)/d?tls=a/b', 'invalid DSN: did you forget to escape a param value?'],
    ['u:p@h:3306/d', "default addr for network 'h:3306' unknown"],
    ['u:p@udp(h:1)/d', 'dial udp: unknown network udp'],
    ['u:p@tcp(h)/d?tls=mine', 'invalid value / unknown config name: mine'],
    ['u:p@tcp(h)/%zz', 'invalid dbname "%zz": invalid URL escape'],
  ] as const;
  for (const [text, message] of refusals) {
    it(`refuses ${text}`, () => {
      assert.throws(() => parseDsn(text), { message });
    });
  }
});
