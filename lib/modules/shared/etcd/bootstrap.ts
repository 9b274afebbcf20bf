import type { HostRead } from '../../read.ts';
import type { Asked } from '../asked.ts';
import type { TlsFiles } from '../endpoint.ts';
import type { KineState } from '../kine-state.ts';
import { askEtcd } from './gateway.ts';

const PREFIX = '/bootstrap';

/** The keys of etcd that hold K3s's bootstrap data; K3s has them at this place whatever its etcd-prefix. */
export function readBootstrap(urls: readonly string[], files: TlsFiles): HostRead<Asked<KineState>> {
  return askEtcd({
    key: 'etcd-bootstrap',
    what: 'what K3s keeps in etcd',
    urls,
    files,
    path: '/v3/kv/range',
    // Up to the key after the last that begins so.
    body: { key: encode(PREFIX), range_end: encode(`${PREFIX.slice(0, -1)}q`), keys_only: true },
    parse(json) {
      const { kvs = [] } = json as { readonly kvs?: readonly { readonly key: string }[] };
      return { bootstrapNames: kvs.map(({ key }) => Buffer.from(key, 'base64').toString('utf8')) };
    },
  });
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}
