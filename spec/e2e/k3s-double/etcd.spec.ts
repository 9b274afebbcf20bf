import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Authority } from '../../support/authority.ts';
import { EtcdCluster } from './etcd.ts';
import { get, until, type Machine } from './machine.ts';
import { ended, started, useServers } from './machines.ts';

const PASSWORD = 'correct-horse';

describe('k3s-double: etcd', function () {
  this.timeout(120_000);
  const make = useServers('127.0.10');
  let etcd: EtcdCluster;

  function server(config: Readonly<Record<string, unknown>> = {}): Machine {
    return make({ token: PASSWORD, 'datastore-endpoint': etcd.endpoint(), ...etcd.flags, ...config });
  }

  before(async () => {
    etcd = await EtcdCluster.create({ members: 3, tls: true });
  });

  after(() => etcd.destroy());

  it('gives servers started together one CA, and keeps what it knows where K3s does', async () => {
    const [s1, s2] = [server(), server()];
    await started(s1, s2);

    const [one, two] = [
      await get(`https://${s1.address}:6443/cacerts`),
      await get(`https://${s2.address}:6443/cacerts`),
    ];
    const keys = etcd.keys('/');

    assert.equal(one.body, two.body);
    const hash = createHash('sha256').update(PASSWORD).digest('hex').slice(0, 12);
    assert.deepEqual(
      keys.filter((key) => key.startsWith('/bootstrap')),
      [`/bootstrap/${hash}`],
    );
    assert.doesNotMatch(etcd.value(`/bootstrap/${hash}`), /PRIVATE KEY/);
    assert.ok([s1, s2].every(({ name }) => keys.includes(`/registry/nodes/${name}`)));
    assert.ok(!existsSync(s1.path('server/kine.sock')));
    assert.equal(s1.kubectl('get', '--raw', '/readyz').stdout, 'ok');
  });

  it('passes over members that are lost, and ends when none is left that can decide', async () => {
    const [s1, s2] = [server(), server()];
    await started(s1, s2);

    etcd.freeze(0);
    await until('s1 writes again', () =>
      s1.kubectl('label', 'node', s2.name, 'zone=a').stdout.includes('labeled'),
    );
    const lost = Date.now();
    await until('both went on for longer than a server lives without its datastore', () =>
      [s1, s2].every(({ address }) => etcd.renewal(address) > lost + 11_000),
    );
    assert.deepEqual([s1.exitCode, s2.exitCode], [null, null]);
    assert.deepEqual([s2.statuses()[s1.name], s2.statuses()[s2.name]], ['Ready', 'Ready']);
    await etcd.stop(1);
    await until('both ended', () => s1.exitCode === 1 && s2.exitCode === 1, 40);
    await etcd.start();
    await started(s1);

    assert.match(s1.log, /level=fatal msg="leaderelection lost for k3s"/);
  });

  it('ends on a cluster that belongs to another token', async () => {
    const s1 = server();
    await started(s1);

    const log = await ended(server({ token: 'wrong' }));

    assert.match(log, /preparing server: bootstrap data already found and encrypted with different token/);
    assert.equal(etcd.keys('/bootstrap').length, 1);
  });

  it('waits for a cluster that is away', async () => {
    await etcd.stop();
    const s1 = server();
    s1.start();
    await until('it waits', () =>
      /transport: Error while dialing: dial tcp 127\.0\.0\.1:\d+: connect: connection refused/.test(s1.log),
    );
    assert.equal(s1.exitCode, null);

    await etcd.start();

    await until('s1 is ready', () => s1.statuses()[s1.name] === 'Ready');
  });

  it("says in Go's words what is wrong with a certificate", async () => {
    const stranger = await Authority.create(etcd.folder, 'stranger');
    const other = await stranger.issue({ name: 'guest' });
    const handshake = 'authentication handshake failed: tls: failed to verify certificate: x509: ';
    const wrong = [
      [
        { 'datastore-endpoint': etcd.endpoint('localhost') },
        `${handshake}certificate is not valid for any names, but wanted to match localhost`,
      ],
      [{ 'datastore-cafile': other.ca }, `${handshake}certificate signed by unknown authority`],
      [
        { 'datastore-certfile': other.cert, 'datastore-keyfile': other.key },
        'remote error: tls: (bad certificate|unknown certificate authority)',
      ],
      [
        { 'datastore-certfile': '', 'datastore-keyfile': '' },
        'remote error: tls: (bad certificate|certificate required)',
      ],
    ] as const;

    for (const [config, words] of wrong) {
      const machine = server(config);
      machine.start();
      await until(words, () => new RegExp(words).test(machine.log));
      await machine.stop();
    }
  });

  it('ends on files that it cannot use, naming them', async () => {
    const wrong = [
      [{ 'datastore-cafile': '/nowhere/ca.crt' }, 'open /nowhere/ca.crt: no such file or directory'],
      [{ 'datastore-keyfile': '' }, 'KeyFile and CertFile must both be present'],
      [{ 'datastore-keyfile': etcd.files.server.key }, 'tls: private key does not match public key'],
    ] as const;

    for (const [config, words] of wrong) {
      assert.match(
        await ended(server(config)),
        new RegExp(`level=fatal msg="starting kubernetes: preparing server: .*${words}`),
      );
    }
  });

  it('does without TLS', async () => {
    const plain = await EtcdCluster.create({ members: 1, tls: false });
    try {
      const s1 = server({
        'datastore-endpoint': plain.endpoint(),
        ...{ 'datastore-cafile': '', 'datastore-certfile': '', 'datastore-keyfile': '' },
      });
      await started(s1);
    } finally {
      await plain.destroy();
    }
  });
});
