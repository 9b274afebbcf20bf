import { describeTopology } from '../../support/describe-topology.ts';

describeTopology('postgres and one haproxy', {
  topology: { network: '198.18.20', datastore: 1, server: 2, lb: 1, agent: 1, k3s: {} },
  address: '198.18.20.31',
  stops: ['server1'],
});
