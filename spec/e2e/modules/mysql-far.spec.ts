import assert from 'node:assert/strict';
import { createConnection, type Connection } from 'mysql2/promise';
import { Secret } from '../../../lib/core/secret.ts';
import { k3sDatastoreCheck } from '../../../lib/modules/k3s/datastore-check.ts';
import { applyOnRealShell, planOnRealShell } from '../../support/real-shell.ts';
import { dash } from '../../support/shells.ts';
import { withFolder } from '../../support/temporary-folder.ts';
import { MariaDb } from '../k3s-double/mariadb.ts';
import { assertRefused } from './refusal.ts';

const PASSWORD = `p@:/?#%&'" b`;

describe('the modules for external datastores, on a real MariaDB', function () {
  this.timeout(120_000);
  let server: MariaDb;

  before(async () => {
    server = await MariaDb.create();
    server.query(`create database k3s; create user k3s@'%' identified by ${quoted(PASSWORD)};
      grant all on k3s.* to k3s@'%'`);
  });
  after(() => server.destroy());

  interface Login {
    readonly user?: string;
    readonly password?: string;
    readonly database?: string;
    readonly servers?: number;
  }

  function params({ user = 'k3s', password = PASSWORD, database = 'k3s', servers = 1 }: Login) {
    const endpoint = new Secret(server.endpoint(`${user}:${password}`, database));
    return { endpoint, files: server.client, servers };
  }

  function plan(login: Login): Promise<unknown> {
    return planOnRealShell(k3sDatastoreCheck, params(login), { shell: dash });
  }

  async function warningsOf(login: Login): Promise<unknown> {
    let warnings: unknown;
    await withFolder(async (root) => {
      ({ warnings } = (
        await applyOnRealShell(k3sDatastoreCheck, params(login), { shell: dash, root })
      ).result);
    });
    return warnings;
  }

  function connect(user: string, password: string): Promise<Connection> {
    return createConnection({ host: '127.0.0.1', port: server.port, user, password });
  }

  it('takes a database that K3s can use, and counts what others leave', async () => {
    server.query("create user other@'%' identified by 'o'");
    const other = await connect('other', 'o');

    assert.deepEqual(await warningsOf({}), []);
    assert.deepEqual(await warningsOf({ servers: 3 }), [
      'the datastore allows 151 connections, of which others leave 150; 3 servers want 170',
    ]);
    await other.end();
  });

  it('refuses ids that grow by more than one', async () => {
    server.query('set global auto_increment_increment = 2');

    const told = await plan({});
    server.query('set global auto_increment_increment = 1');

    assertRefused(told, /auto_increment_increment is 2: K3s counts on ids that grow by one/, /set it to 1/);
  });

  it('refuses a Galera cluster', async () => {
    await server.stop();
    await server.startGalera();

    const told = await plan({});
    await server.stop();
    await server.start();

    assertRefused(told, /a Galera cluster, all of whose servers take writes/, /use a single server/);
  });

  it('refuses a server that takes no writes', async () => {
    server.query('set global read_only = on');

    const told = await plan({});
    server.query('set global read_only = off');

    assertRefused(told, /takes no writes: it is a standby, or set to read only/, /name the primary/);
  });

  it('refuses a user who may not do what K3s does', async () => {
    server.query(`create database part; create user guest@'%' identified by 'g';
      grant select, insert, create on part.* to guest@'%'`);
    const guest = { user: 'guest', password: 'g' };

    const some = await plan({ ...guest, database: 'part' });
    const none = await plan({ ...guest, database: 'k3s' });

    assertRefused(some, /the user may not UPDATE, DELETE, INDEX, ALTER$/, /grant it all privileges/);
    assertRefused(
      none,
      /may not create tables \("k3s"\)\nwhat it says: ERROR 1044/,
      /grant it all privileges/,
    );
  });

  it('tells why a login is refused, and what to do', async () => {
    server.query(`create user few@'%' identified by 'f' with max_user_connections 1;
      grant all on k3s.* to few@'%'; grant all on none.* to k3s@'%'`);
    const busy = await connect('few', 'f');

    const refused = [
      [{ password: 'another' }, /refused the password of "k3s"\nwhat it says: ERROR 1045/, /compare/],
      [{ database: 'none' }, /the database "none" does not exist/, /create it/],
      [{ user: 'few', password: 'f' }, /no connection left\nwhat it says: ERROR 1226/, /max_connections/],
    ] as const;
    for (const [login, message, hint] of refused) assertRefused(await plan(login), message, hint);
    await busy.end();
  });

  it('refuses a server whose connections are used up', async () => {
    server.query('set global max_connections = 10');
    const others: Connection[] = [];
    await assert.rejects(async () => {
      for (;;) others.push(await connect('k3s', PASSWORD));
    }, /Too many connections/);

    const told = await plan({});

    await Promise.all(others.map((other) => other.end()));
    server.query('set global max_connections = 151');
    assertRefused(told, /no connection left\nwhat it says: ERROR 1040/, /raise max_connections/);
  });
});

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
