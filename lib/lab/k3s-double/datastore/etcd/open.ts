import type { DatastoreSettings } from '../../flags/settings.ts';
import { Fatal } from '../../log.ts';
import { PREPARING, type Datastore } from '../datastore.ts';
import { messageOf } from '../dial.ts';
import { waitFor } from '../waiting.ts';
import { EtcdClient } from './client.ts';
import { parseEtcdEndpoint, type EtcdEndpoint } from './endpoint.ts';
import { Etcd } from './etcd.ts';
import { EtcdMember } from './member.ts';

/** The cluster of etcd, waited for; K3s asks it itself, without kine. */
export async function openEtcd(settings: DatastoreSettings): Promise<Datastore> {
  const { urls, tls } = parse(settings);
  const etcd = new Etcd(new EtcdClient(urls.map((url) => new EtcdMember(url, tls))));
  await waitFor({
    run: async () => etcd.ping(),
    describe: messageOf,
    logged: 'Failed to test data store connection: ',
    fatal: PREPARING,
  });
  return etcd;
}

function parse(settings: DatastoreSettings): EtcdEndpoint {
  try {
    return parseEtcdEndpoint(settings);
  } catch (error) {
    throw new Fatal(`${PREPARING}creating storage endpoint: ${messageOf(error)}`);
  }
}
