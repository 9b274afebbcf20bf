import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import {
  HOST_NAMES,
  countsOf,
  installCluster,
  whatFailed,
  type Installation,
} from '../../support/cluster.ts';
import { eventsOf } from '../../support/k3play.ts';
import { sortedSteps, stepsOf } from '../../support/run-steps.ts';

describe('ha.yml on bare hosts', function () {
  this.timeout(900_000);
  let seen: Installation;

  before(async () => {
    seen = await installCluster();
  });

  it('goes through a dry run to its end', () => {
    assert.equal(seen.dryRun.code, 0, whatFailed(seen.dryRun));
    for (const task of [
      'Create the role',
      'Run the server',
      'Configure HAProxy',
      'Configure the agent',
      'Show the nodes',
    ]) {
      assert.ok(
        eventsOf(seen.dryRun.events, 'task-started').some((event) => event.task.name === task),
        task,
      );
    }
  });

  it('changes no file, package, unit or user in a dry run', () => {
    for (const host of HOST_NAMES) {
      assert.ok((seen.before[host] ?? '').length > 10_000, `${host} was listed`);
      assert.equal(seen.after[host], seen.before[host], host);
    }
  });

  it('takes just the steps that the dry run announced', () => {
    assert.equal(seen.run.code, 0, whatFailed(seen.run));
    const taken = sortedSteps(seen.run);
    assert.ok(taken.length > 20, `${taken.length} steps`);
    assert.deepEqual(taken, sortedSteps(seen.dryRun));
  });

  it('changes nothing in a second run, and knows it', () => {
    assert.equal(seen.second.code, 0, whatFailed(seen.second));
    for (const [host, counts] of Object.entries(countsOf(seen.second))) {
      assert.equal(counts['changed'], 0, `${host} changed`);
      assert.equal(counts['unknown'], 0, `${host} unknown`);
      assert.equal(counts['failed'], 0, `${host} failed`);
    }
  });

  it('asks a host at most twice a play where all is as it should be, waits aside', () => {
    const plays = eventsOf(seen.second.events, 'play-ended');
    assert.ok(plays.length > 5);
    for (const { play, traffic } of plays) {
      for (const [host, { roundTrips, waits }] of Object.entries(traffic)) {
        assert.ok(roundTrips - waits <= 2, `${play} on ${host}: ${roundTrips} round trips, ${waits} waits`);
      }
    }
  });

  it('shows nothing to do in a dry run of the finished cluster', () => {
    assert.equal(seen.lastDryRun.code, 0, whatFailed(seen.lastDryRun));
    assert.deepEqual(stepsOf(seen.lastDryRun), []);
    for (const [host, counts] of Object.entries(countsOf(seen.lastDryRun))) {
      assert.deepEqual([host, counts['changed'], counts['unknown']], [host, 0, 0]);
    }
  });

  it('ends with a cluster of Ready nodes, seen through the load balancer', async () => {
    const { code, stdout } = await seen.cluster.kubectl('get', 'nodes');
    assert.equal(code, 0);
    const rows = stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(/\s+/));

    assert.deepEqual(
      rows.map(([name, status]) => [name, status]).sort(),
      ['agent1', 'agent2', 'server1', 'server2'].map((name) => [name, 'Ready']),
    );
    assert.deepEqual(
      rows.map(([name, , roles]) => `${name}: ${roles?.includes('control-plane') ? 'server' : roles}`).sort(),
      ['agent1: <none>', 'agent2: <none>', 'server1: server', 'server2: server'],
    );
    const config = await readFile(seen.cluster.kubeconfig, 'utf8');
    assert.match(config, /server: https:\/\/198\.18\.9\.31:6443/);
  });

  it('taints the servers as asked', async () => {
    const { stdout } = await seen.cluster.kubectl('get', 'nodes', '-o', 'json');
    const { items } = JSON.parse(stdout) as {
      items: { metadata: { name: string }; spec: { taints?: object[] } }[];
    };

    for (const { metadata, spec } of items) {
      const wanted = metadata.name.startsWith('server')
        ? [{ key: 'CriticalAddonsOnly', value: 'true', effect: 'NoExecute' }]
        : [];
      assert.deepEqual(spec.taints ?? [], wanted, metadata.name);
    }
  });

  describe('its secrets', () => {
    let secrets: readonly string[];

    before(async () => {
      secrets = await seen.cluster.secrets();
      assert.ok(secrets.length >= 2, 'a token and a password were made');
    });

    it('are in no output, with --diff and -v', () => {
      for (const { stdout, stderr } of [seen.dryRun, seen.run, seen.second, seen.lastDryRun]) {
        for (const secret of secrets) assert.ok(!(stdout + stderr).includes(secret));
      }
    });

    it('are in no command line or environment of any process', () => {
      assert.deepEqual(seen.exposed, []);
    });

    it('are in no log and no file that others may read, on any host', async () => {
      const search = [
        `pattern='${secrets.join('\\|')}'`,
        'find / -xdev \\( -path /proc -o -path /sys -o -path /dev \\) -prune -o -type f -perm /044 -print0 | xargs -0 grep -l -e "$pattern" 2>/dev/null',
        'for d in /run /dev/shm /var/lib/rancher; do find "$d" -xdev -type f -perm /044 -print0 2>/dev/null | xargs -0 -r grep -l -e "$pattern" 2>/dev/null; done',
        'grep -rl -e "$pattern" /var/log /tmp 2>/dev/null',
        'journalctl --no-pager | grep -c -e "$pattern" | grep -v "^0$"',
        'true',
      ].join('\n');
      for (const host of HOST_NAMES) {
        assert.equal((await seen.cluster.ssh(host, search)).stdout, '', host);
      }
    });

    it('are kept here in files of mode 0600', async () => {
      for (const file of ['hosts.secrets.yml', 'kubeconfig.yaml']) {
        const { mode } = await stat(`${seen.cluster.folder}/${file}`);
        assert.equal((mode & 0o777).toString(8), '600', file);
      }
    });

    it('are found where they are meant to be, so the search works', async () => {
      const { stdout } = await seen.cluster.ssh(
        'server1',
        'stat -c %a /etc/rancher/k3s/config.yaml; cat /etc/rancher/k3s/config.yaml',
      );
      assert.match(stdout, /^600\n/);
      assert.ok(secrets.some((secret) => stdout.includes(secret)));
    });
  });
});
