import assert from 'node:assert/strict';
import { whatFailed } from '../../support/cluster.ts';
import { describeTopology } from '../../support/describe-topology.ts';
import type { TopologyLab } from '../../support/topology.ts';

const NAME = 'cluster.k3play.test';
const PASSWORD = `p@ss: w/o?rd#1%41&'"+`;
const NETWORK = '198.18.24';

/** Somebody else's database, and a name with the addresses of both servers. */
async function prepare(lab: TopologyLab): Promise<void> {
  const hosts = [...lab.hosts('datastore'), ...lab.hosts('server'), ...lab.hosts('agent')];
  const names = lab.hosts('server').map((server) => `${lab.addressOf(server)} ${NAME}`);
  for (const host of hosts) {
    const { code, stderr } = await lab.ssh(host, `printf '%s\\n' '${names.join("' '")}' >>/etc/hosts`);
    assert.equal(code, 0, stderr);
  }
  const own = await lab.writeInventory(
    { datastore: 1, server: 2, k3s: { datastore: { kind: 'postgres', password: PASSWORD } } },
    'database.yml',
  );
  const made = await lab.run('datastore.yml', '-i', own);
  assert.equal(made.code, 0, whatFailed(made));
}

describeTopology('an endpoint that is there already and a name with all servers', {
  topology: {
    network: NETWORK,
    datastore: 1,
    server: 2,
    agent: 1,
    k3s: {
      datastore: {
        kind: 'external',
        endpoint: {
          engine: 'postgres',
          hosts: `${NETWORK}.11`,
          user: 'k3s',
          password: PASSWORD,
          database: 'k3s',
        },
      },
      registration: { kind: 'dns', address: NAME },
    },
  },
  address: NAME,
  stops: ['server2'],
  prepare,
});
