import assert from 'node:assert/strict';
import {
  HOST_NAMES,
  countsOf,
  installCluster,
  whatFailed,
  type Cluster,
  type Told,
} from '../../support/cluster.ts';
import { eventsOf } from '../../support/k3play.ts';

/** Start time of K3s on each node, as systemd has it. */
async function startTimes(cluster: Cluster): Promise<Readonly<Record<string, string>>> {
  const nodes = HOST_NAMES.filter((host) => /server|agent/.test(host));
  const times = await Promise.all(
    nodes.map(async (host) => {
      const unit = host.startsWith('server') ? 'k3s' : 'k3s-agent';
      const { stdout } = await cluster.ssh(
        host,
        `systemctl show -p ActiveEnterTimestampMonotonic --value ${unit}`,
      );
      return [host, stdout.trim()] as const;
    }),
  );
  return Object.fromEntries(times);
}

function changedTasks({ events }: Told): readonly string[] {
  return eventsOf(events, 'task-ended')
    .filter(({ status }) => status === 'changed')
    .map(({ host, task }) => `${host}: ${task.name}`);
}

/** The shell of a killed run ends a moment after it. */
function isLocked({ events }: Told): boolean {
  return eventsOf(events, 'host-failed').some(({ failure }) => failure.code === 'run/locked');
}

async function isServing(cluster: Cluster): Promise<boolean> {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    if ((await cluster.kubectl('get', 'nodes')).code === 0) return true;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return false;
}

describe('ha.yml on a running cluster', function () {
  this.timeout(900_000);
  let cluster: Cluster;

  before(async () => {
    ({ cluster } = await installCluster());
  });

  afterEach(async () => {
    await cluster.lab('start', 'server1');
    await cluster.writeInventory();
    const told = await cluster.run();
    assert.equal(told.code, 0, whatFailed(told));
  });

  it('carries a changed setting to the servers, one after the other, and leaves the agents alone', async () => {
    const before = await startTimes(cluster);
    await cluster.writeInventory({ config: '{ write-kubeconfig-mode: "0600" }' });

    const told = await cluster.run();

    assert.equal(told.code, 0, whatFailed(told));
    assert.deepEqual(changedTasks(told), [
      'server1: Configure the server',
      'server1: Restart the server',
      'server2: Configure the server',
      'server2: Restart the server',
    ]);
    const after = await startTimes(cluster);
    for (const host of ['agent1', 'agent2']) assert.equal(after[host], before[host], host);
    for (const host of ['server1', 'server2']) assert.notEqual(after[host], before[host], host);
    const ready = eventsOf(told.events, 'task-ended').findIndex(
      ({ host, task }) => host === 'server1' && task.name === 'The node is Ready again',
    );
    const next = eventsOf(told.events, 'task-ended').findIndex(
      ({ host, task }) => host === 'server2' && task.name === 'Configure the server',
    );
    assert.ok(ready >= 0 && ready < next, 'server2 was touched only after server1 was Ready');
  });

  it('restarts in the next run what a killed run has configured and not restarted', async () => {
    const before = await startTimes(cluster);
    await cluster.writeInventory({ config: '{ write-kubeconfig-mode: "0600" }' });
    await cluster.killRunAt('"name":"Configure the server"');

    let told = await cluster.run();
    for (let attempt = 0; attempt < 10 && isLocked(told); attempt += 1) told = await cluster.run();

    assert.equal(told.code, 0, whatFailed(told));
    assert.deepEqual(changedTasks(told), [
      'server1: Restart the server',
      'server2: Configure the server',
      'server2: Restart the server',
    ]);
    const after = await startTimes(cluster);
    for (const host of ['server1', 'server2']) assert.notEqual(after[host], before[host], host);
  });

  it('keeps the API answering while a server is without power, and converges when it is back', async () => {
    assert.equal((await cluster.lab('stop', 'server1')).code, 0);

    assert.ok(await isServing(cluster), 'the API answers through the load balancer');
    assert.equal((await cluster.lab('start', 'server1')).code, 0);
    const told = await cluster.run();

    assert.equal(told.code, 0, whatFailed(told));
    const { stdout } = await cluster.kubectl('get', 'nodes', '--no-headers');
    assert.equal(stdout.split('\n').filter((line) => / Ready /.test(line)).length, 4, stdout);
  });

  it('touches nothing when a server is unreachable', async () => {
    assert.equal((await cluster.lab('stop', 'server1')).code, 0);

    const told = await cluster.run();

    assert.equal(told.code, 4);
    assert.deepEqual(changedTasks(told), []);
    assert.equal(countsOf(told)['server1']?.['unreachable'], 1);
  });

  it('touches nothing when the token is not that of the database', async () => {
    const before = await startTimes(cluster);

    const told = await cluster.run('-e', 'k3s.token=AnotherTokenThanTheOneInUse');

    assert.equal(told.code, 2);
    const [failed] = eventsOf(told.events, 'task-ended').filter(({ failure }) => failure !== undefined);
    assert.match(failed?.failure?.message ?? '', /belongs to a cluster with another token/);
    assert.deepEqual(changedTasks(told), []);
    assert.deepEqual(await startTimes(cluster), before);
    assert.ok(!told.stdout.includes('AnotherTokenThanTheOneInUse'));
  });
});
