import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { countsOf, whatFailed, type Told } from '../../support/cluster.ts';
import { eventsOf } from '../../support/k3play.ts';
import { sortedSteps } from '../../support/run-steps.ts';
import { TopologyLab } from '../../support/topology.ts';

const ERRORS = 'host-name,machine-id,ports,route';

/** What the verdict said of a host: the failure, or what was shown. */
function verdictOf({ events }: Told, host: string): string {
  const ended = eventsOf(events, 'task-ended').find(
    (event) => event.host === host && event.task.module === 'k3s-preflight-verdict',
  );
  return ended?.failure?.message ?? ended?.message ?? '';
}

describe('preflight.yml and firewall.yml on hosts', function () {
  this.timeout(600_000);
  const lab = new TopologyLab({ network: '198.19.15', datastore: 1, server: 2, agent: 1, k3s: {} });

  before(() => lab.up());
  after(() => lab.down());

  async function on(host: string, command: string): Promise<string> {
    const { code, stdout, stderr } = await lab.ssh(host, command);
    assert.equal(code, 0, `${host}: ${command}: ${stderr}`);
    return stdout.trim();
  }

  it('passes hosts that are sound, with warnings at most', async () => {
    const told = await lab.run('preflight.yml');

    assert.equal(told.code, 0, whatFailed(told));
    for (const { changed, unknown, failed } of Object.values(countsOf(told)))
      assert.deepEqual([changed, unknown, failed], [0, 0, 0]);
  });

  describe('on hosts that are not', () => {
    let gateway: string;
    let id: string;

    before(async () => {
      id = await on('server2', 'cat /etc/machine-id');
      gateway = await on('agent1', "ip -4 route show default | sed 's/.* via \\([^ ]*\\).*/\\1/'");
      await on(
        'server2',
        `hostname server1; echo '${await on('server1', 'cat /etc/machine-id')}' >/etc/machine-id`,
      );
      await on(
        'server1',
        'ip link add card1 type veth peer name card2 && ip addr add 10.99.0.1/24 dev card1',
      );
      await on(
        'agent1',
        `ip route del default; systemd-run --quiet --unit=taker node -e 'require("net").createServer().listen(10250)'
while ! ss -lnt | grep -q :10250; do sleep 0.1; done`,
      );
    });

    after(async () => {
      await on('server2', `hostname server2; echo ${id} >/etc/machine-id`);
      await on('server1', 'ip link del card1');
      await on('agent1', `systemctl stop taker; ip route add default via ${gateway}`);
    });

    it('tells every finding of every host at once, and touches none', async () => {
      const told = await lab.run('ha.yml');

      assert.equal(told.code, 2);
      assert.match(verdictOf(told, 'server1'), /error host-name: it calls itself server1 like server2/);
      assert.match(verdictOf(told, 'server1'), /error machine-id: .* that of server2/);
      assert.match(
        verdictOf(told, 'server1'),
        /warning node-ip: .*host0 198\.19\.15\.21, card1 10\.99\.0\.1.*\n.*node-ip: 198\.19\.15\.21, flannel-iface: host0/,
      );
      assert.match(verdictOf(told, 'server2'), /error host-name: it calls itself server1 like server1/);
      assert.match(verdictOf(told, 'agent1'), /error ports: 10250\/tcp is taken by node \(process \d+\)/);
      assert.match(verdictOf(told, 'agent1'), /error route: it has no default route/);
      const played = eventsOf(told.events, 'play-started').map(({ play }) => play);
      assert.deepEqual([...new Set(played)], ['Preflight']);
    });

    it('passes over findings by name, and reports of them', async () => {
      const file = join(lab.folder, 'report.xml');

      const told = await lab.run('preflight.yml', '--skip-preflight', ERRORS, '--report', `junit=${file}`);

      assert.equal(told.code, 0, whatFailed(told));
      assert.match(verdictOf(told, 'agent1'), /passed over ports: 10250\/tcp is taken/);
      const xml = await readFile(file, 'utf8');
      assert.match(xml, /<testsuites .* failures="0" errors="0"/);
      assert.match(xml, /classname="agent1"[^>]*><system-out>.*passed over route/s);
    });
  });

  describe('with firewalls that are on', () => {
    before(async () => {
      await on('server2', 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq ufw');
      await on('server2', 'ufw allow 22/tcp && ufw --force enable');
      await on(
        'agent1',
        'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq firewalld',
      );
      for (const host of ['server2', 'agent1'])
        await on(
          host,
          `systemd-run --quiet --unit=kubelet-double node -e 'require("net").createServer((s) => s.end()).listen(10250)'`,
        );
    });

    it('lets the hosts in by the steps that the dry run announced, once', async () => {
      const dryRun = await lab.run('firewall.yml', '--check');
      const run = await lab.run('firewall.yml');
      const second = await lab.run('firewall.yml');

      assert.equal(run.code, 0, whatFailed(run));
      assert.equal(sortedSteps(run).length, 2);
      assert.deepEqual(sortedSteps(run), sortedSteps(dryRun));
      assert.equal(second.code, 0, whatFailed(second));
      assert.deepEqual(sortedSteps(second), []);
    });

    it('lets in those hosts, and nobody else, also after a start', async () => {
      await on('agent1', 'systemctl restart firewalld');
      await on('server2', 'ufw reload');
      for (const host of ['server2', 'agent1']) {
        await on('server1', `timeout 5 bash -c '</dev/tcp/${lab.addressOf(host)}/10250'`);
        assert.equal(await isOpen(lab.addressOf(host), 10250), false, `${host} lets this machine in`);
        assert.equal(await isOpen(lab.addressOf(host), 22), true, `${host} keeps ssh`);
      }
    });
  });
});

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 3000 });
    const end = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false));
  });
}
