import assert from 'node:assert/strict';
import { Secret } from '../../lib/core/secret.ts';
import { mysqlUser } from '../../lib/modules/mysql-user.ts';
import { mysql } from '../../lib/modules/shared/mysql/client.ts';
import { hashPassword, readUser, type UserState } from '../../lib/modules/shared/mysql/user.ts';
import { describeModule } from '../support/describe-module.ts';
import { printed } from '../support/output.ts';

const password = new Secret('correct horse');
const hash = hashPassword(password);
const user: UserState = { plugin: 'mysql_native_password', hash, require: 'none', databases: ['k3s'] };
const running = (value: UserState | null) => ({ user: { server: 'running', value } });
const down = { user: { server: 'down', reason: 'connection refused' } };
const bare = { user: { server: 'absent' } };

const QUIET =
  "SET SESSION sql_mode = '';\nSET SESSION sql_log_off = 1;\nSET SESSION long_query_time = 3600;\n";
const script = mysql({}).text;
const params = { name: 'k3s', password, databases: ['k3s'] };

/** What is sent for a statement that MariaDB and MySQL word otherwise. */
function worded(head: string, secret: Secret, tail = ''): string {
  const text = secret.reveal();
  const [mariadb, other] = [
    `VIA mysql_native_password USING ''${text}''`,
    `WITH mysql_native_password AS ''${text}''`,
  ];
  return (
    `SET @k3p = IF(LOCATE('MariaDB', VERSION()) > 0, '${head} ${mariadb}${tail}', '${head} ${other}${tail}');\n` +
    'PREPARE k3p FROM @k3p;\nEXECUTE k3p;\nDEALLOCATE PREPARE k3p;\n'
  );
}

describeModule(mysqlUser, {
  inSync: [
    { title: 'as wanted, password included', params, found: running(user), result: { exists: true } },
    {
      title: 'more privileges than asked for',
      params: { name: 'k3s', databases: [] },
      found: running({ ...user, databases: ['k3s', 'other'] }),
    },
    {
      title: 'privileges on a name that is a pattern as well',
      params: { name: 'k3s', databases: ['a_b'] },
      found: running({ ...user, databases: ['a_b'] }),
    },
    {
      title: 'absent',
      params: { name: 'k3s', state: 'absent', databases: [] },
      found: running(null),
      result: { exists: false },
    },
    { title: 'absent, as is the server', params: { ...params, state: 'absent' }, found: bare },
  ],
  drift: [
    {
      title: 'creates a user with the hash in place of the password',
      params: { ...params, require: 'x509' },
      found: running(null),
      steps: [
        {
          subject: 'MySQL user k3s',
          from: 'absent',
          to: 'present',
          script,
          stdin:
            QUIET +
            worded(`CREATE USER ''k3s''@''%'' IDENTIFIED`, hash, ' REQUIRE X509') +
            "GRANT ALL PRIVILEGES ON `k3s`.* TO 'k3s'@'%';\n",
        },
      ],
      result: { exists: true },
    },
    {
      title: 'knows what it will do on a host that has no server yet',
      params,
      found: bare,
      steps: [{ subject: 'MySQL user k3s', from: 'absent', to: 'present' }],
      result: { exists: true },
    },
    {
      title: 'quotes names of ill will, and escapes what would be a wildcard',
      params: { name: "a'; drop", host: '10.0.0.%', databases: ['a_b`c'] },
      found: running({ ...user, databases: [] }),
      steps: [
        {
          subject: "privileges of MySQL user a'; drop on a_b`c",
          from: 'not all',
          to: 'all',
          stdin: `${QUIET}GRANT ALL PRIVILEGES ON \`a\\_b\`\`c\`.* TO 'a''; drop'@'10.0.0.%';\n`,
        },
      ],
    },
    {
      title: 'changes what differs only',
      params: { ...params, password: new Secret('another'), require: 'ssl', socket: '/run/x.sock' },
      found: running(user),
      steps: [
        {
          subject: 'password of MySQL user k3s',
          from: '********',
          to: '********',
          script: mysql({ socket: '/run/x.sock' }).text,
          stdin: QUIET + worded(`ALTER USER ''k3s''@''%'' IDENTIFIED`, hashPassword(new Secret('another'))),
        },
        {
          subject: 'TLS of MySQL user k3s',
          from: 'none',
          to: 'ssl',
          stdin: `${QUIET}ALTER USER 'k3s'@'%' REQUIRE SSL;\n`,
        },
      ],
    },
    {
      title: 'gives a password in place of another way to log in',
      params,
      found: running({ ...user, plugin: 'unix_socket' }),
      steps: [{ subject: 'password of MySQL user k3s', from: '********', to: '********' }],
    },
    {
      title: 'removes a user',
      params: { name: 'k3s', state: 'absent', databases: [] },
      found: running(user),
      steps: [
        {
          subject: 'MySQL user k3s',
          from: 'present',
          to: 'absent',
          stdin: `${QUIET}DROP USER 'k3s'@'%';\n`,
        },
      ],
      result: { exists: false },
    },
  ],
  unknown: [
    {
      title: 'a server that does not answer',
      params,
      found: down,
      reason: /the MySQL server does not answer: connection refused/,
    },
  ],
  invalid: [
    { title: 'no name', params: { databases: [] }, message: /name/ },
    { title: 'another demand', params: { ...params, require: 'tls' }, message: /"none", "ssl" or "x509"/ },
  ],
});

describe('readUser of MySQL', () => {
  const read = readUser({ name: "k3s'", host: '%' }, {});
  const answer = (code: number, stdout: string, stderr = '') => read.parse(printed(stdout, { code, stderr }));

  it('asks by a quoted name, on standard input', () => {
    assert.match(String(read.stdin), /User = 'k3s'''/);
    assert.ok(!read.script.text.includes('k3s'));
  });

  it('keeps the hash secret', () => {
    const asked = answer(
      0,
      '{"plugin":"mysql_native_password","hash":"*AB","require":"ANY","databases":["b","a"]}\n',
    );

    assert.ok(!JSON.stringify(asked).includes('*AB'));
    assert.ok(asked.server === 'running' && asked.value?.hash.reveal() === '*AB');
    assert.deepEqual([asked.value.require, asked.value.databases], ['ssl', ['a', 'b']]);
  });

  it('tells a missing user, a missing server and one that is down', () => {
    assert.deepEqual(answer(0, ''), { server: 'running', value: null });
    assert.deepEqual(answer(69, ''), { server: 'absent' });
    assert.deepEqual(answer(1, '', "ERROR 2002 (HY000): Can't connect"), {
      server: 'down',
      reason: "ERROR 2002 (HY000): Can't connect",
    });
  });

  for (const [code, stdout] of [
    [1, ''],
    [0, 'not JSON'],
    [127, ''],
  ] as const) {
    it(`throws at exit code ${code} with ${JSON.stringify(stdout)}`, () => {
      assert.throws(() => answer(code, stdout, 'ERROR 1146: no'), /cannot read the MySQL user k3s'/);
    });
  }
});
