import assert from 'node:assert/strict';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashBytes } from '../../../lib/core/hash.ts';
import { countsOf, whatFailed, type Told } from '../../support/cluster.ts';
import { k3play, ROOT, runProgram } from '../../support/k3play.ts';
import { sortedSteps } from '../../support/run-steps.ts';
import { TopologyLab, type Topology } from '../../support/topology.ts';

const DOUBLE = join(ROOT, 'dist', 'lab', 'k3s-double', 'k3s');
const ARCHIVE = 'k3s-airgap-images-amd64.tar.zst';
const IMAGES = 'images, as far as the double can tell';
const NETWORK = '198.18.29';
const PROXY = `http://k3s:Pr0xyPassw0rd@${NETWORK}.1:3128`;
const VIP = `${NETWORK}.100`;
const TOPOLOGY: Topology = {
  network: NETWORK,
  ...{ datastore: 1, server: 2, lb: 2, agent: 1 },
  k3s: { registration: { vip: { address: VIP } } },
};
/** What the hosts of this topology lack on a bare Debian. */
const PACKAGES = 'postgresql,haproxy,keepalived,curl';

describe('a cluster from a bundle, on hosts that reach nothing but each other', function () {
  this.timeout(900_000);
  const lab = new TopologyLab(TOPOLOGY);
  const hosts = (['datastore', 'server', 'lb', 'agent'] as const).flatMap((group) => lab.hosts(group));
  let dryRun: Told;
  let run: Told;

  before(async () => {
    await lab.up();
    for (const host of hosts) await lab.lab('cut', host, 'internet');
    const bundle = await makeBundle(lab.folder);
    const k3s = {
      ...TOPOLOGY.k3s,
      source: { bundle, file: undefined },
      agent_token: 'generate',
      proxy: { https: PROXY },
      registries: { mirrors: { 'docker.io': { endpoint: [`https://${NETWORK}.1:5000`] } } },
      agent: { config: { 'node-label': ['tier=front'] } },
    };
    await lab.writeInventory({ ...TOPOLOGY, k3s });
    dryRun = await lab.run('ha.yml', '--check');
    run = await lab.run('ha.yml');
  });

  after(() => lab.down());

  it('has no way out', async () => {
    for (const host of hosts) {
      const { code } = await lab.ssh(host, 'timeout 3 getent ahosts deb.debian.org');
      assert.notEqual(code, 0, host);
    }
  });

  it('comes up by the steps that the dry run announced', () => {
    assert.equal(dryRun.code, 0, whatFailed(dryRun));
    assert.equal(run.code, 0, whatFailed(run));
    assert.deepEqual(sortedSteps(run), sortedSteps(dryRun));
  });

  it('answers at its address', async () => {
    const { stdout, stderr } = await lab.kubectl('get', 'nodes');

    assert.match(stdout, /agent1 +Ready/, stderr);
  });

  it('leaves no archive of packages behind', async () => {
    for (const host of ['db1', 'lb1']) {
      const { stdout } = await lab.ssh(host, 'find /var/cache/apt -name "*.tar" -o -name "k3play*"');
      assert.equal(stdout, '', host);
    }
  });

  it('changes nothing in a second run', async () => {
    const told = await lab.run('ha.yml');

    assert.equal(told.code, 0, whatFailed(told));
    for (const [host, { changed, unknown }] of Object.entries(countsOf(told))) {
      assert.deepEqual([host, changed, unknown], [host, 0, 0]);
    }
  });

  it('has the images where K3s takes them in, on servers and agents', async () => {
    for (const host of ['server1', 'agent1']) {
      const { stdout } = await lab.ssh(host, `cat /var/lib/rancher/k3s/agent/images/${ARCHIVE}`);
      assert.equal(stdout, IMAGES, host);
    }
  });

  it('gives agents a token that no server can join with', async () => {
    const { stdout } = await lab.ssh('agent1', 'grep ^token: /etc/rancher/k3s/config.yaml');

    assert.match(stdout, /"K10[0-9a-f]{64}::node:/);
  });

  it('keeps proxy and registries for root alone, and tells no password', async () => {
    const files = '/etc/default/k3s-agent /etc/rancher/k3s/registries.yaml';
    const { stdout } = await lab.ssh('agent1', `stat -c %a ${files}; cat ${files}`);

    assert.match(stdout, /^600\n600\n/);
    assert.ok(stdout.includes(PROXY));
    assert.match(stdout, /NO_PROXY=".*198\.18\.29\.0\/24/);
    assert.ok(!(dryRun.stdout + run.stdout).includes('Pr0xyPassw0rd'));
  });

  it('refuses another binary than the one that is installed', async () => {
    const other = join(lab.folder, 'other');
    await writeFile(other, '#!/bin/sh\necho k3s version v1.31.0+k3s1\n', { mode: 0o755 });
    await lab.writeInventory({
      ...TOPOLOGY,
      k3s: { ...TOPOLOGY.k3s, source: { file: other }, agent_token: 'generate' },
    });

    const told = await lab.run('servers.yml');

    assert.equal(told.code, 2);
    assert.match(whatFailed(told), /k3s is v\S+ already; what is wanted is the file .*other/);
  });
});

async function makeBundle(folder: string): Promise<string> {
  const [from, bundle] = [join(folder, 'release'), join(folder, 'k3s-bundle')];
  await mkdir(from);
  await copyFile(DOUBLE, join(from, 'k3s'));
  await writeFile(join(from, ARCHIVE), IMAGES);
  const { stdout: sums } = await runProgram('sha256sum', ['k3s', ARCHIVE], { cwd: from });
  assert.ok(sums.includes(hashBytes(IMAGES)));
  await writeFile(join(from, 'sha256sum-amd64.txt'), sums);
  const files = ['k3s', ARCHIVE, 'sha256sum-amd64.txt'].map((name) => join(from, name));
  const made = await k3play(
    ['bundle', bundle, '--release', 'v1.30.4+k3s1', '--packages', PACKAGES, '--add', ...files],
    { timeoutMs: 300_000 },
  );
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stdout, /k3s: checked[^]*holds v1\.30\.4\+k3s1, verified/);
  return bundle;
}
