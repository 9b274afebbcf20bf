import { describeTopology } from '../../support/describe-topology.ts';

describeTopology('three servers and twenty agents', {
  topology: { network: '198.18.26', datastore: 1, server: 3, lb: 1, agent: 20, k3s: {} },
  address: '198.18.26.31',
  stops: ['server2'],
});
