import { describeTopology } from '../../support/describe-topology.ts';

describeTopology('mariadb over TLS and nginx', {
  topology: {
    network: '198.18.22',
    datastore: 1,
    server: 2,
    lb: 1,
    agent: 1,
    k3s: {
      datastore: { kind: 'mariadb', tls: 'generate' },
      registration: { kind: 'nginx' },
    },
  },
  address: '198.18.22.31',
  stops: ['server1'],
});
