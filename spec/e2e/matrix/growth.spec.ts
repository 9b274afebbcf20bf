import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { countsOf, whatFailed, type Told } from '../../support/cluster.ts';
import { sortedSteps } from '../../support/run-steps.ts';
import { TopologyLab, type Sizes, type Topology } from '../../support/topology.ts';

const VIP = '198.18.25.100';
const GROWN: Topology = {
  network: '198.18.25',
  datastore: 1,
  server: 3,
  lb: 2,
  agent: 1,
  k3s: { registration: { vip: { address: VIP } } },
};
const UNITS = ['k3s', 'k3s-agent', 'postgresql@15-main', 'haproxy', 'keepalived'];

/** When each of the units that run on a host was started. */
async function startTimes(lab: TopologyLab, host: string): Promise<string> {
  const ask = `systemctl show -p Id -p InvocationID -p ActiveEnterTimestampMonotonic -p NRestarts ${UNITS.join(' ')}`;
  return (await lab.ssh(host, ask)).stdout;
}

describe('a cluster that grows', function () {
  this.timeout(1_800_000);
  const lab = new TopologyLab(GROWN);

  before(async () => {
    await lab.up();
    await runWith({ server: 2, lb: 1 });
  });

  after(() => lab.down());

  /** Runs ha.yml with fewer hosts of some groups. */
  async function runWith(sizes: Partial<Sizes>): Promise<ReturnType<typeof countsOf>> {
    await lab.writeInventory({ ...GROWN, ...sizes });
    return countsOf(await succeed());
  }

  /** Asks for further names of the registration address. */
  async function writeNames(...names: readonly string[]): Promise<void> {
    await lab.writeInventory({ ...GROWN, k3s: { registration: { vip: { address: VIP }, names } } });
  }

  async function succeed(...args: readonly string[]): Promise<Told> {
    const told = await lab.run('ha.yml', ...args);
    assert.equal(told.code, 0, whatFailed(told));
    return told;
  }

  /** What the certificate that a server shows is for. */
  async function servedNames(server: string): Promise<string> {
    const show = 'openssl s_client -connect 127.0.0.1:6443 </dev/null 2>/dev/null';
    return (await lab.ssh(server, `${show} | openssl x509 -noout -ext subjectAltName`)).stdout;
  }

  function assertInSync(told: Told): void {
    for (const [host, { changed, unknown }] of Object.entries(countsOf(told))) {
      assert.deepEqual([host, changed, unknown], [host, 0, 0]);
    }
  }

  const GROWTHS = [
    { title: 'takes in a server', sizes: { lb: 1 }, old: ['db1', 'server1', 'server2', 'lb1', 'agent1'] },
    {
      title: 'takes in a balancer',
      sizes: {},
      old: ['db1', 'server1', 'server2', 'server3', 'lb1', 'agent1'],
    },
  ];
  for (const { title, sizes, old } of GROWTHS) {
    it(`${title}, and nothing else restarts`, async () => {
      const before = await Promise.all(old.map((host) => startTimes(lab, host)));
      assert.match(before.join(''), /ActiveEnterTimestampMonotonic=[1-9]/);

      const counts = await runWith(sizes);

      assert.deepEqual(await Promise.all(old.map((host) => startTimes(lab, host))), before);
      assert.ok(Object.values(counts).some(({ changed = 0 }) => changed > 0));
      assertInSync(await succeed());
    });
  }

  it('takes in a name, and sees each server serve it before the next restarts', async () => {
    await writeNames('K3s.example.org', '203.0.113.7');
    assert.doesNotMatch(await servedNames('server1'), /k3s\.example\.org/i);
    const announced = await succeed('--check');

    const told = await succeed();

    assert.deepEqual(sortedSteps(told), sortedSteps(announced));
    for (const server of lab.hosts('server')) {
      assert.match(await servedNames(server), /K3s\.example\.org.*203\.0\.113\.7/s, server);
    }
    assertInSync(await succeed());
  });

  it('tells of a name that the certificate does not take in, and touches no further server', async () => {
    const dropIn = '/etc/rancher/k3s/config.yaml.d/own.yaml';
    await lab.ssh('server1', `mkdir -p ${dirname(dropIn)} && echo 'tls-san: [own.example.org]' > ${dropIn}`);
    await writeNames('late.example.org');
    const before = await startTimes(lab, 'server2');

    const told = await lab.run('servers.yml');

    assert.equal(told.code, 2);
    assert.match(
      whatFailed(told),
      /6443 shows a certificate for all names: .* it is not for .*late\.example\.org, but for .*own\.example\.org/,
    );
    assert.equal(await startTimes(lab, 'server2'), before);
    await lab.ssh('server1', `rm ${dropIn} && systemctl restart k3s`);
    await succeed();
    assertInSync(await succeed());
  });

  it('answers at its address with the older balancer and two servers gone', async () => {
    const ask = `curl -fsk --max-time 5 -o /dev/null https://${VIP}:6443/cacerts`;
    for (const host of ['lb1', 'server1', 'server2']) await lab.lab('stop', host);

    await lab.waitFor('agent1', `for i in 1 2 3 4 5; do ${ask} || exit 1; done`, 60);
  });
});
