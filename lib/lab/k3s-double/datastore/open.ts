import type { DatastoreSettings } from '../flags/settings.ts';
import type { Datastore } from './datastore.ts';
import { openEtcd } from './etcd/open.ts';
import { kindOf } from './kind.ts';
import { openMysql } from './mysql/open.ts';
import { openPostgres } from './postgres/connection.ts';

/** The datastore of these settings, made ready for use; every failure ends the process in K3s's words. */
export async function openDatastore(settings: DatastoreSettings): Promise<Datastore> {
  switch (kindOf(settings.endpoint)) {
    case 'postgres':
      return openPostgres(settings);
    case 'mysql':
      return openMysql(settings);
    case 'etcd':
      return openEtcd(settings);
  }
}
