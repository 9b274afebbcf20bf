import { describeTopology } from '../../support/describe-topology.ts';

describeTopology('postgres and a virtual address on the servers', {
  topology: {
    network: '198.18.23',
    datastore: 1,
    server: 3,
    agent: 1,
    k3s: { registration: { kind: 'keepalived', vip: { address: '198.18.23.100' } } },
  },
  address: '198.18.23.100',
  stops: ['server1'],
});
