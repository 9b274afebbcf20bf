import type { DatastoreSettings } from '../flags/settings.ts';
import type { Datastore } from './datastore.ts';
import { openEtcd } from './etcd/open.ts';
import { kindOf } from './kind.ts';
import { openPostgres } from './postgres/connection.ts';

/** The datastore of these settings, waited for and made ready; every failure ends the process in K3s's words. */
export async function openDatastore(settings: DatastoreSettings): Promise<Datastore> {
  switch (kindOf(settings.endpoint)) {
    case 'postgres':
      return openPostgres(settings);
    case 'etcd':
      return openEtcd(settings);
  }
}
