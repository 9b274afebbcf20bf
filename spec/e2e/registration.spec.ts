import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { whatFailed, type Told } from '../support/cluster.ts';
import { eventsOf } from '../support/k3play.ts';
import { startTimes } from '../support/start-times.ts';
import { TopologyLab, type Sizes } from '../support/topology.ts';

const VIP = '198.19.13.100';
const WHOLE = { datastore: 1, server: 2, lb: 2, agent: 1 } as const;
const OWN =
  '# Mine.\nclusters:\n- name: work # of others\n  cluster: {server: https://work}\ncurrent-context: work\n';

describe('the registration address of a running cluster', function () {
  this.timeout(900_000);
  const lab = new TopologyLab({ network: '198.19.13', ...WHOLE, k3s: {} });
  let running: Readonly<Record<string, string>>;

  const others = {
    server1: ['k3s'],
    server2: ['k3s'],
    agent1: ['k3s-agent'],
    lb1: ['haproxy', 'keepalived'],
  };

  async function run(playbook: string, sizes: Sizes): Promise<Told> {
    const own = join(lab.folder, 'config');
    const k3s = {
      registration: { vip: { address: VIP } },
      kubeconfig_merge: own,
      kubeconfig_context: 'mine',
    };
    await lab.writeInventory({ ...sizes, k3s });
    const told = await lab.run(playbook);
    assert.equal(told.code, 0, whatFailed(told));
    return told;
  }

  /** An agent's connection that stays open and silent, as a watch does; its end of it tells it from others. */
  async function openConnection(): Promise<string> {
    await lab.ssh(
      'agent1',
      `sh -c '(sleep 50 | openssl s_client -quiet -connect ${VIP}:6443) >/dev/null 2>&1 &'; sleep 2`,
    );
    return listConnections();
  }

  async function listConnections(): Promise<string> {
    const { stdout } = await lab.ssh('agent1', `ss -Htnp state established dst ${VIP} | grep openssl`);
    assert.match(stdout, /openssl/);
    return stdout.replaceAll(/\s+/g, ' ');
  }

  before(async () => {
    await lab.up();
    await writeFile(join(lab.folder, 'config'), OWN, { mode: 0o600 });
    await run('ha.yml', { ...WHOLE, lb: 1 });
    running = await startTimes(lab, others);
  });

  after(() => lab.down());

  it('takes a second balancer, and nothing else restarts or loses a connection', async () => {
    const connection = await openConnection();

    const told = await run('ha.yml', WHOLE);

    const changed = eventsOf(told.events, 'task-ended').filter(({ status }) => status === 'changed');
    assert.deepEqual([...new Set(changed.map(({ host }) => host))].sort(), ['lb1', 'lb2']);
    assert.deepEqual(
      changed.filter(({ host }) => host === 'lb1').map(({ task }) => task.name),
      ['Configure keepalived', 'Reload keepalived'],
    );
    assert.deepEqual(await startTimes(lab, others), running);
    assert.equal(await listConnections(), connection);
  });

  it('passes the drill', async () => {
    const told = await run('failover-drill.yml', WHOLE);

    const [verdict] = eventsOf(told.events, 'task-ended').filter(({ task }) => task.name === 'The verdict');
    assert.ok(verdict, 'there is a verdict');
    const shown = told.stdout.split('\n').find((line) => line.includes('moved from'));
    assert.match(
      shown ?? '',
      /198\.19\.13\.100 moved from lb1 to lb2 and answered with the same CA [\d.]+ s after haproxy was stopped/,
    );
  });

  it('leaves out a server that the inventory no longer has, without a restart', async () => {
    running = await startTimes(lab, others);
    const connection = await openConnection();

    await run('registration.yml', { ...WHOLE, server: 1 });

    const { stdout } = await lab.ssh('lb1', 'grep -c " server server" /etc/haproxy/haproxy.cfg');
    assert.equal(stdout.trim(), '1');
    assert.deepEqual(await startTimes(lab, others), running);
    assert.equal(await listConnections(), connection);
  });

  it("has put the cluster into the user's own kubeconfig", async () => {
    const file = join(lab.folder, 'config');
    const text = await readFile(file, 'utf8');

    const { clusters, 'current-context': current } = parse(text) as {
      clusters: { name: string; cluster: { server: string } }[];
      'current-context': string;
    };
    assert.deepEqual(
      clusters.map(({ name, cluster }) => `${name} ${cluster.server}`),
      ['work https://work', `mine https://${VIP}:6443`],
    );
    assert.equal(current, 'work');
    assert.match(text, /^# Mine\.[^]*# of others/);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal(await readFile(`${file}.bak`, 'utf8'), OWN);
  });
});
