import assert from 'node:assert/strict';
import { countsOf, whatFailed, type Told } from './cluster.ts';
import { sortedSteps } from './run-steps.ts';
import { TopologyLab, type Topology } from './topology.ts';

export interface Trial {
  readonly topology: Topology;
  /** The name or address that agents join through, from an agent's place. */
  readonly address: string;
  /** Hosts to pull the plug of, one after the other, the API answering through the address all the same. */
  readonly stops: readonly string[];
  /** What has to be there before the first run, and is not k3play's to make. */
  readonly prepare?: (lab: TopologyLab) => Promise<void>;
}

/** The API is back at the registration address within so many seconds. */
const FAILOVER_SECONDS = 60;

/** A cluster from bare hosts to a second run that changes nothing, and on with a balancer and a server gone. */
export function describeTopology(name: string, { topology, address, stops, prepare }: Trial): void {
  describe(name, function () {
    this.timeout(1_800_000);
    const lab = new TopologyLab(topology);
    let dryRun: Told;
    let run: Told;

    before(async () => {
      await lab.up();
      await prepare?.(lab);
      dryRun = await lab.run('ha.yml', '--check');
      run = await lab.run('ha.yml');
    });

    after(() => lab.down());

    it('comes up from bare hosts and is verified, by the steps that the dry run announced', () => {
      assert.equal(dryRun.code, 0, whatFailed(dryRun));
      assert.equal(run.code, 0, whatFailed(run));
      assert.deepEqual(sortedSteps(run), sortedSteps(dryRun));
    });

    it('changes nothing in a second run, and knows it', async () => {
      await expectInSync(lab);
    });

    it(`answers at ${address} with ${stops.join(' and ')} gone`, async () => {
      const [observer = 'agent1'] = [...lab.hosts('agent'), ...lab.hosts('server').slice(-1)];
      const before = await authorityAt(lab, observer, address);
      try {
        for (const host of stops) {
          await lab.lab('stop', host);
          await lab.waitFor(observer, askSteadily(address), FAILOVER_SECONDS);
          assert.equal(await authorityAt(lab, observer, address), before, `without ${host}`);
        }
      } finally {
        for (const host of stops) await lab.lab('start', host);
      }
    });

    it('is in sync again once they are back', async () => {
      for (const host of lab.hosts('server')) {
        await lab.waitFor(host, 'k3s kubectl get --raw /readyz', 120);
      }
      await expectInSync(lab);
    });
  });
}

async function expectInSync(lab: TopologyLab): Promise<void> {
  const told = await lab.run('ha.yml');
  assert.equal(told.code, 0, whatFailed(told));
  for (const [host, counts] of Object.entries(countsOf(told))) {
    const { changed, unknown, failed, unreachable } = counts;
    assert.deepEqual([host, changed, unknown, failed, unreachable], [host, 0, 0, 0, 0]);
  }
}

/** Ten answers in a row, so that none of the backends is one that is gone. */
function askSteadily(address: string): string {
  return `for i in 1 2 3 4 5 6 7 8 9 10; do curl -fsk --max-time 5 -o /dev/null https://${address}:6443/cacerts || exit 1; done`;
}

async function authorityAt(lab: TopologyLab, observer: string, address: string): Promise<string> {
  const { code, stdout, stderr } = await lab.ssh(
    observer,
    `curl -fsSk --max-time 5 https://${address}:6443/cacerts`,
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /BEGIN CERTIFICATE/);
  return stdout;
}
