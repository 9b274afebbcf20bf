import assert from 'node:assert/strict';
import { checkDatastore } from '../../../lib/modules/k3s/shared/preflight/datastore.ts';
import type { DATASTORES } from '../../../lib/modules/k3s/shared/preflight/datastore-parts.ts';
import { findDatastore } from '../../../lib/modules/k3s/shared/preflight/datastore-parts.ts';
import type { HostState } from '../../../lib/modules/k3s/shared/preflight/host-state.ts';
import { subjectWith } from './preflight-host.ts';

interface Row {
  readonly kind: (typeof DATASTORES)[number];
  readonly host: Partial<HostState>;
  readonly finds: readonly string[];
}

const found = (version: string, rotational = false): HostState['datastore'] => ({ version, rotational });

const ROWS: Readonly<Record<string, Row>> = {
  'a disk that turns': {
    kind: 'postgres',
    host: { datastore: found('15+248+deb12u1', true) },
    finds: [
      'warning datastore-disk: /var/lib/postgresql is on a disk that turns, and the datastore waits for it at every change',
    ],
  },
  'nothing of what a virtual disk says of itself': {
    kind: 'postgres',
    host: { virtual: true, datastore: found('', true) },
    finds: [],
  },
  'nothing of the disks that a container sees': {
    kind: 'mariadb',
    host: { container: true, datastore: found('', true) },
    finds: [],
  },
  'an etcd that K3s is not tried with': {
    kind: 'etcd',
    host: { datastore: found('3.4.23-4+b4') },
    finds: ['warning datastore-version: etcd 3.4.23 is not among the releases that K3s is tried with (3.5)'],
  },
  'a MariaDB that it is not tried with, under the name of MySQL too': {
    kind: 'mysql',
    host: { datastore: found('1:11.8.3-0+deb13u1') },
    finds: [
      'warning datastore-version: MariaDB 11.8.3 is not among the releases that K3s is tried with (10.6, 10.11, 11.4)',
    ],
  },
  'nothing of one that it is tried with': {
    kind: 'mariadb',
    host: { datastore: found('1:10.11.6-0+deb12u1') },
    finds: [],
  },
  'nothing of a datastore that is there already': {
    kind: 'external',
    host: { datastore: found('1.0', true) },
    finds: [],
  },
};

describe('checkDatastore', () => {
  for (const [title, { kind, host, finds }] of Object.entries(ROWS)) {
    it(`finds ${title}`, () => {
      const on = subjectWith({ roles: ['datastore'], datastore: findDatastore(kind, 'debian'), host });

      const findings = checkDatastore(on);

      assert.deepEqual(
        findings.map(({ code, severity, evidence }) => `${severity} ${code}: ${evidence}`),
        finds,
      );
      assert.ok(findings.every(({ cure }) => cure !== ''));
    });
  }
});

describe('findDatastore', () => {
  it('takes MySQL for what the distribution calls so', () => {
    assert.equal(findDatastore('mysql', 'ubuntu')?.packageName, 'mysql-server');
    assert.equal(findDatastore('mysql', 'debian')?.packageName, 'mariadb-server');
  });
});
