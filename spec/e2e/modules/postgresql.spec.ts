import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Secret } from '../../../lib/core/secret.ts';
import { isUnknown } from '../../../lib/core/unknown.ts';
import { k3sDatastoreGuard } from '../../../lib/modules/k3s/datastore-guard.ts';
import { postgresqlDatabase } from '../../../lib/modules/postgresql-database.ts';
import { postgresqlRole } from '../../../lib/modules/postgresql-role.ts';
import { PlanFault } from '../../../lib/modules/step.ts';
import { applyOnRealShell, planOnRealShell, type FourRuns } from '../../support/real-shell.ts';
import { bash, dash, installBusybox, type Shell } from '../../support/shells.ts';
import { withFolder } from '../../support/temporary-folder.ts';
import { PostgresCluster } from './postgres-cluster.ts';

type Module = typeof postgresqlRole;

/** What SQL, a shell and SASLprep each trip over. */
const PASSWORD = `p'a"s\\s wörd $1 ﬁ`;

describe('the modules for PostgreSQL, on a real server', function () {
  this.timeout(60_000);
  const busybox = installBusybox();
  // psql and runuser are no applets: busybox's own come first, the system's after them.
  const shells: readonly Shell[] = [
    dash,
    bash,
    { ...busybox.shell, path: `${busybox.shell.path}:${dash.path}` },
  ];
  let cluster: PostgresCluster;

  before(async () => {
    cluster = await PostgresCluster.start();
  });
  after(async () => {
    await cluster.stop();
    busybox.remove();
  });

  async function apply(
    module: Module,
    params: Readonly<Record<string, unknown>>,
    shell: Shell,
  ): Promise<FourRuns> {
    let runs: FourRuns | undefined;
    await withFolder(async (root) => {
      runs = await applyOnRealShell(module, { port: cluster.port, ...params }, { shell, root });
    });
    return runs ?? assert.fail('nothing ran');
  }

  for (const shell of shells) {
    it(`keeps a role through its life under ${shell.name}`, async () => {
      const name = `we"ird'\\ rôle of ${shell.name}`;

      await apply(postgresqlRole, { name, password: new Secret(PASSWORD), connection_limit: 5 }, shell);
      assert.equal(cluster.letsIn(name, PASSWORD), true);
      assert.equal(cluster.letsIn(name, 'another'), false);

      const changes = await apply(
        postgresqlRole,
        { name, password: new Secret('another'), createdb: true },
        shell,
      );
      assert.equal(changes.steps.length, 2);
      assert.equal(cluster.letsIn(name, 'another'), true);

      await apply(postgresqlRole, { name, state: 'absent' }, shell);
      assert.equal(cluster.query(`select count(*) from pg_roles where rolname like 'we"ird%'`), '0');
    });

    it(`keeps a database through its life under ${shell.name}`, async () => {
      const name = `d"b'\\ of ${shell.name}`;

      await apply(postgresqlDatabase, { name, encoding: 'utf-8', locale: 'C' }, shell);
      await apply(postgresqlRole, { name: 'owner' }, shell);
      const changes = await apply(postgresqlDatabase, { name, owner: 'owner', encoding: 'UTF8' }, shell);
      assert.deepEqual(changes.result, { exists: true, owner: 'owner' });

      await apply(postgresqlDatabase, { name, state: 'absent' }, shell);
    });
  }

  it("knows passwords that the server's own commands set, md5 ones too", async () => {
    cluster.query(`set password_encryption = md5; create role old login password 'abc';
      set password_encryption = 'scram-sha-256'; create role new login password 'süß ﬁne';`);

    for (const [name, password] of [
      ['old', 'abc'],
      ['new', 'süß ﬁne'],
    ] as const) {
      const { steps } = await apply(postgresqlRole, { name, password: new Secret(password) }, dash);
      assert.deepEqual(steps, []);
    }
  });

  it("writes neither password nor verifier to the server's log, which has every statement else", async () => {
    await apply(postgresqlRole, { name: 'canary', password: new Secret('canary-7f3a') }, dash);
    await apply(postgresqlDatabase, { name: 'canary' }, dash);

    const verifier = cluster.query("select rolpassword from pg_authid where rolname = 'canary'");
    assert.match(verifier, /^SCRAM-SHA-256/);
    assert.ok(cluster.log().includes('CREATE DATABASE "canary"'));
    for (const secret of ['canary-7f3a', verifier]) assert.ok(!cluster.log().includes(secret));
  });

  it('tells whose database it is', async () => {
    const token = new Secret('correct horse');
    const ours = `/bootstrap/${createHash('sha256').update('correct horse').digest('hex').slice(0, 12)}`;
    const guard = (): Promise<unknown> =>
      planOnRealShell(k3sDatastoreGuard, { database: "gu'ard", token, port: cluster.port }, { shell: dash });

    assert.deepEqual(await guard(), []);
    cluster.query(`create database "gu'ard"`);
    assert.deepEqual(await guard(), []);
    cluster.query(
      `create schema "od d"; create table "od d".kine (id serial, name text, deleted int);
      insert into "od d".kine (name, deleted) values ('/bootstrap/000000000000', 0)`,
      "gu'ard",
    );
    assert.ok((await guard()) instanceof PlanFault);
    cluster.query(
      `insert into "od d".kine (name, deleted) values ('${ours}', 0), ('/bootstrap/000000000000', 1)`,
      "gu'ard",
    );
    assert.deepEqual(await guard(), []);
  });

  it('knows nothing of a server that does not answer', async () => {
    const plan = await planOnRealShell(postgresqlRole, { name: 'k3s', port: 1 }, { shell: dash });

    assert.ok(isUnknown(plan) && /does not answer: .*refused|No such file/.test(plan.reason));
  });

  it('takes a host without psql for one without roles', async () => {
    const plan = await planOnRealShell(postgresqlRole, { name: 'k3s' }, { shell: busybox.shell });

    assert.ok(Array.isArray(plan) && plan.length === 1);
  });
});
