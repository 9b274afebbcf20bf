import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import pg from 'pg';
import { Secret } from '../../../lib/core/secret.ts';
import { isUnknown } from '../../../lib/core/unknown.ts';
import { k3sDatastoreCheck } from '../../../lib/modules/k3s/datastore-check.ts';
import { k3sDatastoreGuard } from '../../../lib/modules/k3s/datastore-guard.ts';
import { applyOnRealShell, planOnRealShell } from '../../support/real-shell.ts';
import { dash } from '../../support/shells.ts';
import { withFolder } from '../../support/temporary-folder.ts';
import { PgBouncer, type Pool } from './pgbouncer.ts';
import { PostgresCluster } from './postgres-cluster.ts';
import { assertRefused } from './refusal.ts';

const PASSWORD = `p@:/?#%&'" b`;

describe('the modules for external datastores, on a real PostgreSQL', function () {
  this.timeout(60_000);
  let cluster: PostgresCluster;

  before(async () => {
    cluster = await PostgresCluster.start();
    cluster.query(`create role k3s login password ${quoted(PASSWORD)}; create database k3s owner k3s;`);
  });
  after(() => cluster.stop());

  interface Login {
    readonly user?: string;
    readonly password?: string;
    readonly database?: string;
    readonly port?: number;
    readonly options?: string;
  }

  function endpoint({
    user = 'k3s',
    password = PASSWORD,
    database = 'k3s',
    port = cluster.port,
    options = '',
  }: Login): Secret {
    return new Secret(
      `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}${options}`,
    );
  }

  function plan(login: Login): Promise<unknown> {
    return planOnRealShell(k3sDatastoreCheck, { endpoint: endpoint(login), servers: 1 }, { shell: dash });
  }

  async function warningsOf(login: Login, servers = 1): Promise<unknown> {
    let warnings: unknown;
    await withFolder(async (root) => {
      const params = { endpoint: endpoint(login), servers };
      ({ warnings } = (await applyOnRealShell(k3sDatastoreCheck, params, { shell: dash, root })).result);
    });
    return warnings;
  }

  async function withPooler(pool: Pick<Pool, 'mode'>, use: (port: number) => Promise<void>): Promise<void> {
    const pooler = await PgBouncer.start({
      server: cluster.port,
      user: 'k3s',
      password: PASSWORD,
      ...pool,
    });
    try {
      await use(pooler.port);
    } finally {
      await pooler.stop();
    }
  }

  it('takes a database that K3s can use, and counts what others leave', async () => {
    assert.deepEqual(await warningsOf({}), []);
    assert.deepEqual(await warningsOf({}, 3), [
      'the datastore allows 100 connections, of which others leave 100; 3 servers want 170',
    ]);
  });

  it('refuses PgBouncer in transaction mode, and warns of it in session mode', async () => {
    await withPooler({ mode: 'transaction' }, async (port) =>
      assertRefused(
        await plan({ port }),
        /a pooler in transaction mode stands before PostgreSQL/,
        /pool_mode = session/,
      ),
    );
    await withPooler({ mode: 'session' }, async (port) =>
      assert.deepEqual(await warningsOf({ port }), [
        'another program stands before PostgreSQL: it has to keep one server process for each session, as it does now',
      ]),
    );
  });

  it('refuses a user who may make no tables', async () => {
    cluster.query("create role guest login password 'guest'");

    const told = await plan({ user: 'guest', password: 'guest' });

    assertRefused(told, /the user may not CREATE on schema public/, /make it the owner of the database/);
  });

  it('refuses a datastore that takes no writes', async () => {
    cluster.query(
      `create role reader login password 'r'; create database reader owner reader;
      alter role reader set default_transaction_read_only = on`,
    );

    const told = await plan({ user: 'reader', password: 'r', database: 'reader' });

    assertRefused(told, /takes no writes: it is a standby, or set to read only/, /name the primary/);
  });

  it('tells why a login is refused, and what to do', async () => {
    cluster.query("create role busy login password 'busy' connection limit 0");

    const refused = [
      [
        { password: 'another' },
        /refused the password of "k3s"\nwhat it says: .*FATAL/,
        /compare the password/,
      ],
      [{ database: 'none' }, /the database "none" does not exist/, /create it/],
      [
        { user: 'busy', password: 'busy' },
        /no connection left\nwhat it says: .*role "busy"/,
        /max_connections/,
      ],
      [{ options: '?sslmode=require' }, /does not speak TLS/, /sslmode/],
    ] as const;
    for (const [login, message, hint] of refused) assertRefused(await plan(login), message, hint);
  });

  it('refuses a server whose connections are used up', async () => {
    const full = await PostgresCluster.start(['max_connections=4', 'superuser_reserved_connections=3']);
    try {
      full.query(`create role k3s login password ${quoted(PASSWORD)}; create database k3s owner k3s`);
      const login = { user: 'k3s', password: PASSWORD, database: 'k3s' };
      const busy = new pg.Client({ host: '127.0.0.1', port: full.port, ...login });
      await busy.connect();

      const told = await plan({ port: full.port });

      await busy.end();
      assertRefused(told, /no connection left\nwhat it says: .*connection slots/, /raise max_connections/);
    } finally {
      await full.stop();
    }
  });

  it('knows nothing of one that is not there', async () => {
    const told = await plan({ port: 1 });

    assert.ok(isUnknown(told) && /does not answer: .*refused/.test(told.reason), JSON.stringify(told));
  });

  it('tells whose database it is over the network', async () => {
    const token = new Secret('correct horse');
    const ours = `/bootstrap/${createHash('sha256').update('correct horse').digest('hex').slice(0, 12)}`;
    const guard = (): Promise<unknown> =>
      planOnRealShell(k3sDatastoreGuard, { endpoint: endpoint({}), token }, { shell: dash });

    assert.deepEqual(await guard(), []);
    cluster.query(
      `set role k3s; create table kine (id serial, name text, deleted int);
      insert into kine (name, deleted) values ('/bootstrap/000000000000', 0)`,
      'k3s',
    );
    assertRefused(
      await guard(),
      /the database k3s belongs to a cluster with another token/,
      /an empty database/,
    );
    cluster.query(`insert into kine (name, deleted) values ('${ours}', 0)`, 'k3s');
    assert.deepEqual(await guard(), []);
  });
});

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
