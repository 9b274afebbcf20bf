import { describeTopology } from '../../support/describe-topology.ts';

describeTopology('postgres over TLS and two haproxy with a virtual address', {
  topology: {
    network: '198.18.21',
    datastore: 1,
    server: 2,
    lb: 2,
    agent: 1,
    k3s: {
      datastore: { kind: 'postgres', tls: 'generate' },
      registration: { vip: { address: '198.18.21.100' } },
    },
  },
  address: '198.18.21.100',
  stops: ['lb1', 'server1'],
});
