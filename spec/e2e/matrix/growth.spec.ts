import assert from 'node:assert/strict';
import { countsOf, whatFailed } from '../../support/cluster.ts';
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
    const told = await lab.run('ha.yml');
    assert.equal(told.code, 0, whatFailed(told));
    return countsOf(told);
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
      const second = await runWith(sizes);
      for (const [host, { changed, unknown }] of Object.entries(second)) {
        assert.deepEqual([host, changed, unknown], [host, 0, 0]);
      }
    });
  }

  it('answers at its address with the older balancer and two servers gone', async () => {
    const ask = `curl -fsk --max-time 5 -o /dev/null https://${VIP}:6443/cacerts`;
    for (const host of ['lb1', 'server1', 'server2']) await lab.lab('stop', host);

    await lab.waitFor('agent1', `for i in 1 2 3 4 5; do ${ask} || exit 1; done`, 60);
  });
});
