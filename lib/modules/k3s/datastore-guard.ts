import { hashBytes } from '../../core/hash.ts';
import { isUnknown, type Unknown } from '../../core/unknown.ts';
import { t, type Static } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import type { HostRead } from '../read.ts';
import { valueOf, type Asked } from '../shared/asked.ts';
import { endpointParam, filesParam, remoteOf } from '../shared/datastore-params.ts';
import { ENGINE_NAMES, urlsOf } from '../shared/endpoint.ts';
import { readBootstrap } from '../shared/etcd/bootstrap.ts';
import type { KineState } from '../shared/kine-state.ts';
import { serverParams as mysqlParams } from '../shared/mysql/client.ts';
import { readKine as readMysql } from '../shared/mysql/kine.ts';
import { readKine as readPostgres } from '../shared/postgresql/kine.ts';
import { serverParams as postgresParams } from '../shared/postgresql/psql.ts';
import { PlanFault, type Plan } from '../step.ts';
import { parseToken, TOKEN_PATH } from './shared/token-read.ts';

const Params = t.Object({
  token: t.Secret({ description: 'Token of the cluster that is to use it, in full or the password alone.' }),
  engine: t.OneOf(['postgres', 'mysql'], {
    default: 'postgres',
    description: "What the host's own database server is, MariaDB being mysql.",
  }),
  database: t.String({ default: 'k3s', description: 'Name of the database.', minLength: 1 }),
  ...postgresParams,
  ...mysqlParams,
  endpoint: t.Optional(endpointParam),
  files: filesParam,
  if_up: t.Boolean({
    default: false,
    description:
      'Whether a datastore that does not answer is passed over, as one that is yet to be made; else it is a failure.',
  }),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  state: t.String({
    description:
      '"empty", "ours" where the datastore is that of this cluster, or "down" where it does not answer and need not.',
  }),
});

/**
 * A server that starts with another token ends only after it has written files that stand in its way later on.
 * The guard finds out before any server starts: the name of what holds a cluster's keys is made of its token.
 */
export const k3sDatastoreGuard = defineModule({
  name: 'k3s-datastore-guard',
  summary:
    "Refuses a datastore that another cluster uses: a database of the host's own server, or with `endpoint` any " +
    'datastore, which of SQL takes psql or mariadb on the host, and of etcd curl.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    { title: 'Look before any server starts', params: { database: 'k3s', token: '{{ k3s.token }}' } },
    {
      title: 'The same over the network',
      params: {
        endpoint: 'https://10.0.0.5:2379',
        files: { ca: '/etc/etcd/ca.crt' },
        token: '{{ k3s.token }}',
      },
    },
  ],
  reads: ({ params }) => ({ kine: readNames(params) }),
  plan({ params, found }): Plan {
    const kine = namesOf(params, found.kine);
    if (isUnknown(kine)) return params.if_up ? [] : kine;
    const names = kine?.bootstrapNames ?? [];
    return names.length === 0 || names.includes(bootstrapName(params)) ? [] : refuse(params);
  },
  output({ params, found }) {
    const kine = namesOf(params, found.kine);
    if (isUnknown(kine)) return { state: params.if_up ? 'down' : kine };
    return { state: (kine?.bootstrapNames ?? []).length === 0 ? 'empty' : 'ours' };
  },
});

function readNames({ endpoint, files, engine, database, port, socket }: Params): HostRead<Asked<KineState>> {
  if (endpoint === undefined)
    return engine === 'mysql' ? readMysql(database, { socket }) : readPostgres(database, { port });
  const remote = remoteOf({ endpoint, files });
  switch (remote.endpoint.engine) {
    case 'postgres':
      return readPostgres(remote.endpoint.database, { remote });
    case 'mysql':
      return readMysql(remote.endpoint.database, { remote });
    case 'etcd':
      return readBootstrap(urlsOf(remote.endpoint), files);
  }
}

function namesOf({ endpoint, files, engine }: Params, asked: Asked<KineState>): KineState | null | Unknown {
  const kind = endpoint === undefined ? engine : remoteOf({ endpoint, files }).endpoint.engine;
  return valueOf(asked, ENGINE_NAMES[kind]);
}

/** `/bootstrap/` and the first 12 hex digits of the password's sha256. */
function bootstrapName({ token }: Params): string {
  const { password } = parseToken(token.reveal());
  return `/bootstrap/${hashBytes(password).slice(0, 12)}`;
}

function refuse({ database, endpoint, files }: Params): PlanFault {
  const remote = endpoint && remoteOf({ endpoint, files }).endpoint;
  const what = remote?.engine === 'etcd' ? 'etcd' : `the database ${remote?.database ?? database}`;
  return new PlanFault(`${what} belongs to a cluster with another token`, {
    hint:
      'is it the right one? If so, use the token its cluster was made with (on a server: ' +
      `${TOKEN_PATH}); for a new cluster, name an empty ${remote?.engine === 'etcd' ? 'etcd' : 'database'}`,
    kind: 'assertion',
  });
}
