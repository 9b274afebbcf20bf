import assert from 'node:assert/strict';
import { Secret } from '../../lib/core/secret.ts';
import { postgresqlRole } from '../../lib/modules/postgresql-role.ts';
import { psql } from '../../lib/modules/shared/postgresql/psql.ts';
import { readRole, type RoleState } from '../../lib/modules/shared/postgresql/role.ts';
import { buildVerifier } from '../../lib/modules/shared/postgresql/verifier.ts';
import { describeModule } from '../support/describe-module.ts';
import { printed } from '../support/output.ts';

const password = new Secret('correct horse');
const verifier = buildVerifier(password, 'k3s');
const role: RoleState = {
  login: true,
  superuser: false,
  createdb: false,
  createrole: false,
  replication: false,
  connectionLimit: -1,
  verifier,
};
const running = (value: RoleState | null) => ({ role: { server: 'running', value } });
const down = { role: { server: 'down', reason: 'connection refused' } };
const bare = { role: { server: 'absent' } };

const QUIET =
  'SET log_statement = none;\nSET log_min_duration_statement = -1;\nSET log_min_error_statement = panic;\n';
const script = psql({}).text;

describeModule(postgresqlRole, {
  inSync: [
    {
      title: 'as wanted, password included',
      params: { name: 'k3s', password },
      found: running(role),
      result: { exists: true },
    },
    {
      title: 'what is not named is let be',
      params: { name: 'k3s' },
      found: running({ ...role, superuser: true, connectionLimit: 9 }),
    },
    {
      title: 'absent',
      params: { name: 'k3s', state: 'absent' },
      found: running(null),
      result: { exists: false },
    },
    { title: 'absent, as is the server', params: { name: 'k3s', state: 'absent' }, found: bare },
  ],
  drift: [
    {
      title: 'creates a role with a verifier in place of the password',
      params: { name: 'k3s', password },
      found: running(null),
      steps: [
        {
          subject: 'PostgreSQL role k3s',
          from: 'absent',
          to: 'present',
          script,
          stdin: `${QUIET}CREATE ROLE "k3s" LOGIN PASSWORD '${verifier.reveal()}';\n`,
        },
      ],
      result: { exists: true },
    },
    {
      title: 'knows what it will do on a host that has no server yet',
      params: { name: 'k3s', password },
      found: bare,
      steps: [{ subject: 'PostgreSQL role k3s', from: 'absent', to: 'present' }],
      result: { exists: true },
    },
    {
      title: 'quotes a name of ill will',
      params: { name: 'a"; drop role b; --', login: false },
      found: running(null),
      steps: [
        {
          subject: 'PostgreSQL role a"; drop role b; --',
          from: 'absent',
          to: 'present',
          stdin: `${QUIET}CREATE ROLE "a""; drop role b; --";\n`,
        },
      ],
    },
    {
      title: 'changes what differs only',
      params: {
        name: 'k3s',
        password: new Secret('another'),
        superuser: false,
        createdb: true,
        connection_limit: 50,
        port: 5433,
      },
      found: running(role),
      steps: [
        {
          subject: 'createdb of PostgreSQL role k3s',
          from: false,
          to: true,
          script: psql({ port: 5433 }).text,
          stdin: `${QUIET}ALTER ROLE "k3s" CREATEDB;\n`,
        },
        {
          subject: 'connection limit of PostgreSQL role k3s',
          from: -1,
          to: 50,
          stdin: `${QUIET}ALTER ROLE "k3s" CONNECTION LIMIT 50;\n`,
        },
        {
          subject: 'password of PostgreSQL role k3s',
          from: '********',
          to: '********',
          stdin: `${QUIET}ALTER ROLE "k3s" PASSWORD '${buildVerifier(new Secret('another'), 'k3s').reveal()}';\n`,
        },
      ],
    },
    {
      title: 'gives a password to a role without one',
      params: { name: 'k3s', password },
      found: running({ ...role, verifier: null }),
      steps: [{ subject: 'password of PostgreSQL role k3s', from: null, to: '********' }],
    },
    {
      title: 'removes a role',
      params: { name: 'k3s', state: 'absent' },
      found: running(role),
      steps: [
        {
          subject: 'PostgreSQL role k3s',
          from: 'present',
          to: 'absent',
          stdin: `${QUIET}DROP ROLE "k3s";\n`,
        },
      ],
      result: { exists: false },
    },
  ],
  unknown: [
    {
      title: 'a server that does not answer',
      params: { name: 'k3s' },
      found: down,
      reason: /does not answer: connection refused/,
    },
  ],
  invalid: [
    { title: 'no name', params: { password: 'x' }, message: /name/ },
    { title: 'a limit below -1', params: { name: 'k3s', connection_limit: -2 }, message: /connection_limit/ },
  ],
});

describe('readRole', () => {
  const read = readRole("k3s'", {});
  const answer = (code: number, stdout: string, stderr = '') => read.parse(printed(stdout, { code, stderr }));

  it('asks by a quoted name, on standard input', () => {
    assert.match(String(read.stdin), /rolname = 'k3s''';/);
    assert.ok(!read.script.text.includes('k3s'));
  });

  it('keeps the verifier secret', () => {
    const asked = answer(
      0,
      '{"login":true,"superuser":false,"createdb":false,"createrole":false,"replication":false,"connectionLimit":-1,"verifier":"md5x"}\n',
    );

    assert.ok(!JSON.stringify(asked).includes('md5x'));
    assert.ok(asked.server === 'running' && asked.value?.verifier?.reveal() === 'md5x');
  });

  it('tells a missing role, a missing server and one that is down', () => {
    assert.deepEqual(answer(0, '\n'), { server: 'running', value: null });
    assert.deepEqual(answer(69, ''), { server: 'absent' });
    assert.deepEqual(answer(2, '', 'psql: error: refused\n\tIs it up?\n'), {
      server: 'down',
      reason: 'psql: error: refused',
    });
  });

  for (const [code, stdout] of [
    [3, ''],
    [0, 'not JSON'],
    [127, ''],
  ] as const) {
    it(`throws at exit code ${code} with ${JSON.stringify(stdout)}`, () => {
      assert.throws(() => answer(code, stdout, 'ERROR: no'), /cannot read the PostgreSQL role k3s'/);
    });
  }
});
