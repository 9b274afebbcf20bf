import assert from 'node:assert/strict';
import { countsOf, whatFailed, type Told } from '../../support/cluster.ts';
import { sortedSteps } from '../../support/run-steps.ts';
import { TopologyLab } from '../../support/topology.ts';

const SIZES = { datastore: 2, server: 1 };
const towards = (primary: string) => ({ datastore: { kind: 'postgres', tls: 'generate', primary } });

describe('datastore-switchover.yml', function () {
  this.timeout(900_000);
  const lab = new TopologyLab({ network: '198.19.12', ...SIZES, k3s: towards('db1') });

  before(async () => {
    await lab.up();
    expectDone(await lab.run('ha.yml'));
  });

  after(() => lab.down());

  it('has the standby take over by the steps that the dry run announced, and moves the servers', async () => {
    await lab.writeInventory({ ...SIZES, k3s: towards('db2') });
    const dryRun = await lab.run('datastore-switchover.yml', '--check');

    const run = await lab.run('datastore-switchover.yml');

    expectDone(dryRun);
    expectDone(run);
    assert.deepEqual(sortedSteps(run), sortedSteps(dryRun));
    assert.match(
      (await lab.ssh('server1', 'cat /etc/rancher/k3s/config.yaml')).stdout,
      /@198\.19\.12\.12:5432/,
    );
    assert.match((await lab.ssh('server1', 'k3s kubectl get nodes')).stdout, /server1 +Ready/);
    expectInSync(await lab.run('datastore-switchover.yml'));
    expectInSync(await lab.run('ha.yml'));
  });

  it('does without a primary that is lost once it is told so', async () => {
    await lab.writeInventory({ ...SIZES, k3s: towards('db1') });
    await lab.lab('stop', 'db2');
    const rest = ['--limit', 'all:!db2'];

    const careful = await lab.run('datastore-switchover.yml', ...rest);
    const told = await lab.run('datastore-switchover.yml', ...rest, '-e', 'lost=true');

    assert.equal(careful.code, 2);
    assert.match(whatFailed(careful), /follows no running primary.*lost=true/);
    expectDone(told);
    assert.match((await lab.ssh('server1', 'k3s kubectl get nodes')).stdout, /server1 +Ready/);
  });

  it('takes an old primary for no standby until its data is gone, and copies it then', async () => {
    await lab.lab('start', 'db2');

    const refused = await lab.run('datastore.yml');
    await lab.ssh('db2', 'systemctl stop postgresql@15-main && rm -rf /var/lib/postgresql/15/main');
    const copied = await lab.run('datastore.yml');

    assert.match(whatFailed(refused), /db2 has a database k3s of its own and follows nobody/);
    expectDone(copied);
    expectInSync(await lab.run('ha.yml'));
  });
});

function expectDone(told: Told): void {
  assert.equal(told.code, 0, whatFailed(told));
}

function expectInSync(told: Told): void {
  expectDone(told);
  for (const [host, { changed, unknown }] of Object.entries(countsOf(told)))
    assert.deepEqual([host, changed, unknown], [host, 0, 0]);
}
