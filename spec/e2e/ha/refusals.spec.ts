import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countsOf, whatFailed, type Told } from '../../support/cluster.ts';
import { TopologyLab } from '../../support/topology.ts';

const NETWORK = '198.19.17';
const FIRST = { datastore: 1, server: 1 };
const PASSWORD = 'of the first';
/** What the first cluster is known by; one that is made once would be another in each inventory's file. */
const OF_THE_FIRST = { token: 'token-of-the-first', datastore: { password: PASSWORD } };

interface Groups {
  groups: Record<string, { hosts: Record<string, object> }>;
}

describe('what the bundled playbooks refuse on hosts that run', function () {
  this.timeout(900_000);
  const lab = new TopologyLab({
    network: NETWORK,
    datastore: 1,
    server: 2,
    agent: 1,
    k3s: OF_THE_FIRST,
  });

  before(async () => {
    await lab.up();
    await lab.writeInventory({ ...FIRST, k3s: OF_THE_FIRST }, 'first.yml');
    const first = await lab.run('ha.yml', '-i', join(lab.folder, 'first.yml'));
    assert.equal(first.code, 0, whatFailed(first));
  });

  after(() => lab.down());

  /** An inventory of a second cluster, whose only server is server2. */
  async function writeSecond(datastore: object, databases: number): Promise<string> {
    const file = await lab.writeInventory(
      { datastore: databases, server: 2, k3s: { datastore } },
      'second.yml',
    );
    const inventory = JSON.parse(await readFile(file, 'utf8')) as Groups;
    delete inventory.groups['server']?.hosts['server1'];
    await writeFile(file, JSON.stringify(inventory));
    return file;
  }

  function expectRefused(told: Told, ...says: readonly RegExp[]): void {
    assert.equal(told.code, 2, whatFailed(told));
    for (const pattern of says) assert.match(whatFailed(told), pattern);
    for (const [host, { changed }] of Object.entries(countsOf(told))) assert.equal(changed, 0, host);
  }

  it('a second cluster in the database of the first, made by both inventories', async () => {
    const second = await writeSecond({ password: 'of the second' }, 1);

    for (const more of [[], ['--check']])
      expectRefused(
        await lab.run('ha.yml', '-i', second, ...more),
        /db1 "Nobody else's cluster is there": the database k3s belongs to a cluster with another token/,
      );

    const first = await lab.run('ha.yml', '-i', join(lab.folder, 'first.yml'));
    assert.equal(first.code, 0, whatFailed(first));
    for (const [host, { changed }] of Object.entries(countsOf(first))) assert.equal(changed, 0, host);
  });

  describe('a second cluster by an endpoint of its own', () => {
    const external = (password: string, more: object = {}): object => ({
      kind: 'external',
      endpoint: { engine: 'postgres', hosts: `${NETWORK}.11`, user: 'k3s', password, database: 'k3s' },
      ...more,
    });

    /** The first cluster's database lets in so many servers of the lab. */
    async function letIn(server: number): Promise<void> {
      const file = await lab.writeInventory({ datastore: 1, server, k3s: OF_THE_FIRST }, 'let-in.yml');
      const told = await lab.run('datastore.yml', '-i', file);
      assert.equal(told.code, 0, whatFailed(told));
    }

    async function expectNoServer(datastore: object, ...says: readonly RegExp[]): Promise<void> {
      const told = await lab.run('servers.yml', '-i', await writeSecond(datastore, 0));

      assert.equal(told.code, 2, whatFailed(told));
      for (const pattern of says) assert.match(whatFailed(told), pattern);
      assert.notEqual((await lab.ssh('server2', 'test -e /usr/local/bin/k3s')).code, 0);
    }

    it('whose server the database does not let in', async () => {
      await letIn(1);

      await expectNoServer(
        external(PASSWORD),
        /the database server lets no one in from "198\.19\.17\.22"\nwhat it says: /,
      );
    });

    it('in the database of the first, before K3s is there', async () => {
      await letIn(2);

      await expectNoServer(external(PASSWORD), /the database k3s belongs to a cluster with another token/);
    });

    it('with a password that is not right', async () => {
      await letIn(2);

      await expectNoServer(
        external('another'),
        /the database refused the password of "k3s"\nwhat it says: .*FATAL/,
      );
    });

    it("with an authority that is not the database's", async () => {
      await letIn(2);
      const { stdout: ca } = await lab.ssh('server1', 'cat /var/lib/rancher/k3s/server/tls/server-ca.crt');

      await expectNoServer(
        external(PASSWORD, { tls: { ca } }),
        /no TLS handshake with 198\.19\.17\.11:5432: verify error:.*self-signed certificate/,
      );
    });
  });

  describe('a registration address', () => {
    async function run(playbook: string, registration: object, server = 2): Promise<Told> {
      const k3s = { ...OF_THE_FIRST, registration };
      const file = await lab.writeInventory({ datastore: 1, server, agent: 1, k3s }, 'address.yml');
      return lab.run(playbook, '-i', file);
    }

    it('that is a name which leads to one server of two', async () => {
      for (const host of ['server1', 'server2', 'agent1'])
        await lab.ssh(host, `echo '${NETWORK}.21 one.k3play.test' >>/etc/hosts`);

      const told = await run('registration.yml', { kind: 'dns', address: 'one.k3play.test' });

      expectRefused(
        told,
        /one\.k3play\.test resolves to "198\.19\.17\.21" on agent1, and the servers are 198\.19\.17\.21 198\.19\.17\.22\. Give the name/,
      );
    });

    it('that is of another network', async () => {
      const told = await run('registration.yml', { vip: { address: '203.0.113.9' } });

      expectRefused(told, /server1 cannot take 203\.0\.113\.9\. .* of a network that the host is in/);
    });

    it('that another machine has', async () => {
      await lab.ssh('agent1', `ip addr add ${NETWORK}.99/32 dev host0`);

      const told = await run('registration.yml', { vip: { address: `${NETWORK}.99` } });

      await lab.ssh('agent1', `ip addr del ${NETWORK}.99/32 dev host0`);
      expectRefused(told, /none of server1, server2 has 198\.19\.17\.99\. .* take another address/);
    });

    it('of a balancer that ends TLS itself', async () => {
      await lab.ssh(
        'agent1',
        `openssl req -x509 -newkey rsa:2048 -nodes -keyout /root/own.key -out /root/own.crt -subj /CN=lb -days 1
        systemd-run --quiet --unit=layer7 openssl s_server -accept 7443 -key /root/own.key -cert /root/own.crt -www`,
      );

      const told = await run('verify.yml', { kind: 'external', address: `${NETWORK}.41`, port: 7443 }, 1);

      expectRefused(
        told,
        /every connection to https:\/\/198\.19\.17\.41:7443 reaches a server of this cluster/,
        /on layer 7, shows a certificate that is not the one of the cluster/,
      );
    });
  });
});
