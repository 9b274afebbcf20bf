import { Fatal } from '../log.ts';
import { PREPARING } from './datastore.ts';

export type DatastoreKind = 'postgres' | 'mysql' | 'etcd';

const KINDS: Readonly<Record<string, DatastoreKind>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  mysql: 'mysql',
  http: 'etcd',
  https: 'etcd',
};

/** Whatever stands before `://` says what holds the cluster. K3s takes any word it does not know for SQLite. */
export function kindOf(endpoint: string): DatastoreKind {
  const scheme = endpoint.includes('://') ? endpoint.slice(0, endpoint.indexOf('://')) : '';
  const kind = KINDS[scheme];
  if (kind) return kind;
  throw new Fatal(
    `${PREPARING}creating storage endpoint: this is a test double of K3s: it knows only datastore-endpoint ` +
      'postgres://..., mysql://..., http://... and https://... (a real K3s has more kinds, and falls back to SQLite)',
  );
}
