import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../../lib/core/secret.ts';
import { isUnknown } from '../../../lib/core/unknown.ts';
import { k3sDatastoreCheck } from '../../../lib/modules/k3s/datastore-check.ts';
import { k3sDatastoreGuard } from '../../../lib/modules/k3s/datastore-guard.ts';
import { k3sDatastoreReach } from '../../../lib/modules/k3s/datastore-reach.ts';
import { mysqlDatabase } from '../../../lib/modules/mysql-database.ts';
import { mysqlUser } from '../../../lib/modules/mysql-user.ts';
import { PlanFault } from '../../../lib/modules/step.ts';
import { applyOnRealShell, planOnRealShell, type FourRuns } from '../../support/real-shell.ts';
import { bash, dash, installBusybox, type Shell } from '../../support/shells.ts';
import { withFolder } from '../../support/temporary-folder.ts';
import { MariaDb } from '../k3s-double/mariadb.ts';
import { assertRefused } from './refusal.ts';

/** What SQL, a shell, an option file and a DSN each trip over. */
const PASSWORD = `p'a"s\\s@:/?#%& wörd $1`;

describe('the modules for MariaDB, on a real server', function () {
  this.timeout(120_000);
  const busybox = installBusybox();
  // The client is no applet: busybox's own come first, the system's after them.
  const shells: readonly Shell[] = [
    dash,
    bash,
    { ...busybox.shell, path: `${busybox.shell.path}:${dash.path}` },
  ];
  let server: MariaDb;

  before(async () => {
    server = await MariaDb.create();
  });
  after(async () => {
    await server.destroy();
    busybox.remove();
  });

  async function apply(module: typeof mysqlUser, params: object, shell: Shell): Promise<FourRuns> {
    let runs: FourRuns | undefined;
    await withFolder(async (root) => {
      runs = await applyOnRealShell(module, { socket: server.socket, ...params }, { shell, root });
    });
    return runs ?? assert.fail('nothing ran');
  }

  const far = (user: string, database: string): object => ({
    endpoint: new Secret(server.endpoint(`${user}:${PASSWORD}`, database)),
    files: server.client,
  });
  const planFar = (module: typeof mysqlUser, params: object, shell = dash): Promise<unknown> =>
    planOnRealShell(module, params as Readonly<Record<string, unknown>>, { shell });

  for (const shell of shells) {
    it(`keeps a database and its user through their lives under ${shell.name}`, async () => {
      const name = `d\`b'\\_ of ${shell.name}`;
      const user = `we'ird\\ ${shell.name}`;
      const database = `far_${shell.name}`;

      await apply(mysqlDatabase, { name, encoding: 'utf8mb4', collation: 'utf8mb4_bin' }, shell);
      const changed = await apply(mysqlDatabase, { name, collation: 'utf8mb4_general_ci' }, shell);
      assert.equal(changed.steps.length, 1);
      await apply(mysqlDatabase, { name: database }, shell);
      await apply(mysqlUser, { name: user, password: new Secret(PASSWORD), databases: [name] }, shell);
      const changes = await apply(
        mysqlUser,
        { name: user, password: new Secret(PASSWORD), databases: [name, database], require: 'ssl' },
        shell,
      );
      assert.equal(changes.steps.length, 2);

      assert.deepEqual(await planFar(k3sDatastoreCheck, { ...far(user, database), servers: 1 }, shell), []);
      await apply(
        mysqlUser,
        { name: user, password: new Secret('other'), databases: [], require: 'ssl' },
        shell,
      );
      const denied = await planFar(k3sDatastoreCheck, { ...far(user, database), servers: 1 }, shell);
      assertRefused(denied, /refused the password of "we'ird/, /from another host or by TLS/);

      await apply(mysqlUser, { name: user, state: 'absent', databases: [] }, shell);
      await apply(mysqlDatabase, { name, state: 'absent' }, shell);
      assert.equal(server.query(`select count(*) from mysql.user where User like 'we%'`), '0');
    });
  }

  it("knows a password that the server's own command set", async () => {
    server.query(`create user old@'%' identified by 'abc ü'`);

    const { steps } = await apply(
      mysqlUser,
      { name: 'old', password: new Secret('abc ü'), databases: [] },
      dash,
    );

    assert.deepEqual(steps, []);
  });

  it("writes neither password nor hash to the server's log, which has every statement else", async () => {
    const log = join(server.folder, 'log');
    server.query(`set global general_log_file = '${log}'; set global general_log = 1`);

    await apply(mysqlUser, { name: 'canary', password: new Secret('canary-7f3a'), databases: [] }, dash);
    await apply(mysqlDatabase, { name: 'canary' }, dash);
    server.query('set global general_log = 0');

    const hash = server.query("select authentication_string from mysql.user where User = 'canary'");
    const text = readFileSync(log, 'utf8');
    assert.match(hash, /^\*[0-9A-F]{40}$/);
    assert.ok(text.includes('CREATE DATABASE `canary`'));
    for (const secret of ['canary-7f3a', hash, hash.slice(1)]) assert.ok(!text.includes(secret));
  });

  it('tells whose database it is, on the host and over the network', async () => {
    const token = new Secret('correct horse');
    const ours = `/bootstrap/${createHash('sha256').update('correct horse').digest('hex').slice(0, 12)}`;
    await apply(mysqlDatabase, { name: "gu'ard" }, dash);
    await apply(mysqlUser, { name: 'guard', password: new Secret(PASSWORD), databases: ["gu'ard"] }, dash);
    const near = { engine: 'mysql', database: "gu'ard", socket: server.socket, token };
    const guard = async (): Promise<unknown> => {
      const plans = [near, { ...far('guard', "gu'ard"), token }].map((params) =>
        planFar(k3sDatastoreGuard, params),
      );
      const [one, other] = await Promise.all(plans);
      assert.deepEqual(one instanceof PlanFault, other instanceof PlanFault);
      return one;
    };

    assert.deepEqual(await guard(), []);
    server.query(`create table \`gu'ard\`.kine (id integer primary key auto_increment, name text, deleted integer);
      insert into \`gu'ard\`.kine (name, deleted) values ('/bootstrap/000000000000', 0)`);
    assert.ok((await guard()) instanceof PlanFault);
    server.query(
      `insert into \`gu'ard\`.kine (name, deleted) values ('${ours}', 0), ('/bootstrap/000000000000', 1)`,
    );
    assert.deepEqual(await guard(), []);
  });

  it('makes the handshake, and tells an authority that is another', async () => {
    const { ca, ...own } = server.client;
    const params = { ...far('x', 'x'), timeout: 1 };

    assert.deepEqual(await planFar(k3sDatastoreReach, params), []);
    const [step] = (await planFar(k3sDatastoreReach, {
      ...params,
      files: { ...own, ca: '/etc/ssl/certs/ca-certificates.crt' },
    })) as readonly { readonly kind: string }[];
    assert.ok(ca !== '' && step?.kind === 'poll');
  });

  it('knows nothing of a server that does not answer', async () => {
    const plan = await planFar(mysqlUser, { name: 'k3s', databases: [], socket: '/nowhere.sock' });

    assert.ok(isUnknown(plan) && /does not answer: ERROR 2002/.test(plan.reason));
  });

  it('takes a host without a client for one without users', async () => {
    const plan = await planFar(mysqlUser, { name: 'k3s', databases: [] }, busybox.shell);

    assert.ok(Array.isArray(plan) && plan.length === 1);
  });
});
