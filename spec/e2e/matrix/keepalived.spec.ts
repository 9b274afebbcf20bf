import { describeTopology } from '../../support/describe-topology.ts';

describeTopology('three etcd over TLS and a virtual address on the servers', {
  topology: {
    network: '198.18.23',
    datastore: 3,
    server: 3,
    agent: 1,
    k3s: {
      datastore: { kind: 'etcd', tls: 'generate' },
      registration: { kind: 'keepalived', vip: { address: '198.18.23.100' } },
    },
  },
  address: '198.18.23.100',
  stops: ['db2', 'server1'],
});
