import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Authority } from '../../support/authority.ts';
import { MariaDb } from './mariadb.ts';
import { get, until, type Machine } from './machine.ts';
import { ended, started, useServers } from './machines.ts';

const TOKEN = 'correct-horse';
const HOSTILE = '@ : / ? # % %41 & \' " \\ (x)';
const FATAL =
  'level=fatal msg="starting kubernetes: preparing server: creating storage endpoint: building kine: ';

describe('k3s-double: MariaDB', function () {
  this.timeout(120_000);
  const make = useServers('127.0.11');
  let mariadb: MariaDb;

  function server(endpoint: string, config: Readonly<Record<string, unknown>> = {}): Machine {
    return make({ token: TOKEN, 'datastore-endpoint': endpoint, ...config });
  }

  function allow(user: string, database: string, identified: string): void {
    mariadb.query(`GRANT ALL ON \`${database}\`.* TO '${user}'@'127.0.0.1' IDENTIFIED BY '${identified}'`);
  }

  before(async () => {
    mariadb = await MariaDb.create();
  });

  after(() => mariadb.destroy());

  it('gives servers started together one CA, and keeps the table kine as K3s does', async () => {
    allow('k3s', 'k3s', 'secret');
    const endpoint = mariadb.endpoint('k3s:secret', 'k3s');
    const [s1, s2] = [server(endpoint), server(endpoint)];
    await started(s1, s2);

    const [one, two] = [
      await get(`https://${s1.address}:6443/cacerts`),
      await get(`https://${s2.address}:6443/cacerts`),
    ];
    const hash = createHash('sha256').update(TOKEN).digest('hex').slice(0, 12);

    assert.equal(one.body, two.body);
    assert.equal(
      mariadb.query(
        "SELECT GROUP_CONCAT(column_name ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name = 'kine'",
      ),
      'id,name,created,deleted,create_revision,prev_revision,lease,value,old_value',
    );
    assert.equal(
      mariadb.query("SELECT name FROM k3s.kine WHERE name LIKE '/bootstrap/%'"),
      `/bootstrap/${hash}`,
    );
    assert.equal(mariadb.query("SELECT COUNT(*) FROM k3s.kine WHERE value LIKE '%PRIVATE KEY%'"), '0');
    assert.ok(existsSync(s1.path('server/kine.sock')));
    assert.equal(s1.kubectl('get', '--raw', '/readyz').stdout, 'ok');
    assert.equal(s2.kubectl('delete', 'node', s1.name).stdout, `node "${s1.name}" deleted\n`);
  });

  it('takes a password of any letters as it is, makes the database, and shows neither', async () => {
    allow('it sme', 'my-k3s', HOSTILE.replace(/['\\]/g, '\\$&'));
    const s1 = server(mariadb.endpoint(`it sme:${HOSTILE}`, 'my-k3s'));

    await started(s1);

    assert.equal(mariadb.query("SHOW DATABASES LIKE 'my-k3s'"), 'my-k3s');
    assert.ok(!s1.log.includes(HOSTILE) && !s1.log.includes('%41'));
  });

  it('comes in by the socket', async () => {
    await started(server(`mysql://root@unix(${mariadb.socket})/`));

    assert.equal(mariadb.query("SHOW DATABASES LIKE 'kubernetes'"), 'kubernetes');
  });

  it("ends in the driver's words when it is not let in", async () => {
    allow('guest', 'guest', 'right');
    const wrong = [
      [
        mariadb.endpoint('guest:wrong', 'guest'),
        /Error 1045 \(28000\): Access denied for user 'guest'@'127\.0\.0\.1' \(using password: YES\)"/,
      ],
      [
        mariadb.endpoint('guest', 'guest'),
        /Error 1045 \(28000\): Access denied for user 'guest'@'127\.0\.0\.1' \(using password: NO\)"/,
      ],
      [
        mariadb.endpoint('guest:right', 'other'),
        /Error 1044 \(42000\): Access denied for user 'guest'@'127\.0\.0\.1' to database 'other'"/,
      ],
      [
        mariadb.endpoint('guest:right', 'guest').replace('tcp(', '').replace(')', ''),
        /default addr for network '127\.0\.0\.1:\d+' unknown"/,
      ],
      [
        mariadb.endpoint('guest:right', 'guest').replace('127.0.0.1', 'nowhere.invalid'),
        /dial tcp: lookup nowhere\.invalid: no such host"/,
      ],
      [
        `mysql://guest@unix(${mariadb.folder}/none)/guest`,
        /dial unix \/.*\/none: connect: no such file or directory"/,
      ],
    ] as const;

    for (const [endpoint, words] of wrong) {
      const log = await ended(server(endpoint));
      assert.ok(log.includes(FATAL), log);
      assert.match(log, words);
    }
  });

  it('ends at once when the server is away, and ten seconds after it went away', async () => {
    allow('outage', 'outage', 'x');
    const s1 = server(mariadb.endpoint('outage:x', 'outage'));
    await mariadb.stop();
    const refused = await ended(s1);
    await mariadb.start();
    await started(s1);

    await mariadb.stop();
    await until('it ended', () => s1.exitCode !== null, 30);
    const code = s1.exitCode;
    await mariadb.start();
    await started(s1);

    assert.ok(refused.includes(`${FATAL}dial tcp 127.0.0.1:${mariadb.port}: connect: connection refused"`));
    assert.equal(code, 1);
    assert.match(s1.log, /level=fatal msg="leaderelection lost for k3s"/);
  });

  it('ends when the server answers no more', async () => {
    allow('silence', 'silence', 'x');
    const s1 = server(mariadb.endpoint('silence:x', 'silence'));
    await started(s1);

    mariadb.freeze();
    await until('it ended', () => s1.exitCode !== null, 30).finally(() => mariadb.thaw());

    assert.match(s1.log, /level=fatal msg="leaderelection lost for k3s"/);
  });

  describe('with TLS', () => {
    const unverified = 'tls: failed to verify certificate: x509: ';
    let files: Readonly<Record<string, string>>;

    before(() => {
      allow('certified', 'certified', 'x');
      mariadb.query("ALTER USER 'certified'@'127.0.0.1' REQUIRE X509");
      allow('veiled', 'veiled', 'x');
      mariadb.query("ALTER USER 'veiled'@'127.0.0.1' REQUIRE SSL");
      const { ca, cert, key } = mariadb.client;
      files = { 'datastore-cafile': ca, 'datastore-certfile': cert, 'datastore-keyfile': key };
    });

    it('shows its certificate', async () => {
      await started(server(mariadb.endpoint('certified:x', 'certified'), files));

      const bare = await ended(server(mariadb.endpoint('certified:x', 'certified', '?tls=skip-verify')));
      assert.match(bare, /Error 1045 \(28000\): Access denied/);
    });

    for (const mode of ['skip-verify', 'preferred']) {
      it(`asks for no name with tls=${mode}`, async () => {
        await started(server(mariadb.endpoint('veiled:x', 'veiled', `?tls=${mode}`)));
      });
    }

    it("says in Go's words what is wrong with a certificate", async () => {
      const stranger = await Authority.create(mariadb.folder, 'stranger');
      const veiled = mariadb.endpoint('veiled:x', 'veiled');
      const wrong = [
        [
          veiled,
          { 'datastore-cafile': stranger.file },
          `${unverified}certificate signed by unknown authority`,
        ],
        [`${veiled}?tls=true`, {}, `${unverified}certificate signed by unknown authority`],
        [
          `${veiled}?tls=skip-verify`,
          { 'datastore-cafile': stranger.file },
          `${unverified}certificate signed by unknown authority`,
        ],
        [
          veiled.replace('127.0.0.1', 'localhost'),
          files,
          `${unverified}certificate is not valid for any names, but wanted to match localhost`,
        ],
        [veiled, {}, "Error 1045 (28000): Access denied for user 'veiled'@'127.0.0.1' (using password: YES)"],
        [
          veiled,
          { 'datastore-certfile': '/nowhere.crt', 'datastore-keyfile': '/nowhere.key' },
          'open /nowhere.crt: no such file or directory',
        ],
      ] as const;

      for (const [endpoint, config, words] of wrong) {
        const log = await ended(server(endpoint, config));
        assert.ok(log.includes(`${FATAL}${words}"`), `${words}\n${log}`);
      }
    });

    it('does without only where the endpoint says so', async () => {
      allow('plain', 'plain', 'x');
      await mariadb.stop();
      await mariadb.start({ tls: false });

      await started(server(mariadb.endpoint('plain:x', 'plain', '?tls=preferred')));
      const log = await ended(server(mariadb.endpoint('plain:x', 'plain', '?tls=true')));

      assert.ok(log.includes(`${FATAL}TLS requested but server does not support TLS"`), log);
    });
  });
});
