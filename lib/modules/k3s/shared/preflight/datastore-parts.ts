import type { Product } from '../tried-releases.ts';

export const DATASTORES = ['postgres', 'mysql', 'mariadb', 'etcd', 'external'] as const;

/** What a datastore that k3play makes is on its host. */
export interface DatastoreParts {
  readonly product: Product;
  readonly packageName: string;
  /** Where the package keeps the data. */
  readonly folder: string;
}

/** MySQL is what the distribution calls so: outside of Ubuntu that is MariaDB. */
export function findDatastore(kind: (typeof DATASTORES)[number], system: string): DatastoreParts | undefined {
  switch (kind) {
    case 'postgres':
      return { product: 'PostgreSQL', packageName: 'postgresql', folder: '/var/lib/postgresql' };
    case 'mysql':
      return system === 'ubuntu'
        ? { product: 'MySQL', packageName: 'mysql-server', folder: '/var/lib/mysql' }
        : findDatastore('mariadb', system);
    case 'mariadb':
      return { product: 'MariaDB', packageName: 'mariadb-server', folder: '/var/lib/mysql' };
    case 'etcd':
      return { product: 'etcd', packageName: 'etcd-server', folder: '/var/lib/etcd' };
    case 'external':
      return undefined;
  }
}
