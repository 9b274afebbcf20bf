import { isUnknown, Unknown } from '../../core/unknown.ts';
import { t, type Static } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import type { HostRead } from '../read.ts';
import { valueOf, type Asked } from '../shared/asked.ts';
import { endpointParam, filesParam, remoteOf } from '../shared/datastore-params.ts';
import { readDatastore, type DatastoreState } from '../shared/datastore-state.ts';
import { ENGINE_NAMES } from '../shared/endpoint.ts';
import { readPooling, type Pooling } from '../shared/postgresql/pooling.ts';
import { PlanFault, type Plan } from '../step.ts';
import { findCause } from './shared/causes/diagnosis.ts';
import { findWarnings } from './shared/datastore-warnings.ts';

const Params = t.Object({
  endpoint: endpointParam,
  files: filesParam,
  servers: t.Integer({ description: 'How many K3s servers are to use it.', default: 1, minimum: 1 }),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  version: t.String({ description: 'What the datastore says it is.' }),
  max_connections: t.Integer({ description: 'Connections it allows; 0 where there is no limit.' }),
  warnings: t.Array(t.String({ description: 'A sentence.' }), { description: 'What is worth a look.' }),
});

type Reads = {
  readonly state: HostRead<Asked<DatastoreState>>;
  readonly pooling?: HostRead<Pooling>;
};

export const k3sDatastoreCheck = defineModule({
  name: 'k3s-datastore-check',
  summary:
    'Logs in to a datastore as K3s will, and refuses one that K3s cannot use. Of SQL it takes the client psql or ' +
    'mariadb on the host, of etcd curl.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    {
      title: 'A database of somebody else’s',
      params: { endpoint: 'mysql://k3s:{{ password }}@tcp(db.example.org:3306)/k3s', servers: 3 },
    },
  ],
  reads({ params }): Reads {
    const remote = remoteOf(params);
    const state = readDatastore(remote);
    return remote.endpoint.engine === 'postgres' ? { state, pooling: readPooling(remote) } : { state };
  },
  plan({ params, found }): Plan {
    const state = stateOf(params, found.state);
    if (isUnknown(state)) return describeRefusal(found.state) ?? state;
    const reason = findObstacle(state, found.pooling);
    return reason === undefined ? [] : new PlanFault(...reason);
  },
  output({ params, found }) {
    const state = stateOf(params, found.state);
    if (isUnknown(state)) return { version: state, max_connections: state, warnings: state };
    const { engine } = remoteOf(params).endpoint;
    return {
      version: state.version,
      max_connections: state.maxConnections,
      warnings: findWarnings({ ...state, engine, pooling: found.pooling ?? 'none', servers: params.servers }),
    };
  },
});

function stateOf(params: Params, asked: Asked<DatastoreState>): DatastoreState | Unknown {
  const state = valueOf(asked, ENGINE_NAMES[remoteOf(params).endpoint.engine]);
  return state ?? new Unknown('the datastore said nothing');
}

/** A login that the datastore refuses is told as K3s's own end at it would be; one that nothing answers is not known. */
function describeRefusal(asked: Asked<DatastoreState>): PlanFault | undefined {
  const cause = asked.server === 'down' ? findCause(asked.reason) : undefined;
  if (!cause) return undefined;
  const { message, evidence, hint } = cause;
  return new PlanFault(`${message}\nwhat it says: ${evidence}`, { hint, kind: 'assertion' });
}

type Obstacle = ConstructorParameters<typeof PlanFault>;

function findObstacle(state: DatastoreState, pooling: Pooling | undefined): Obstacle | undefined {
  const obstacle = (message: string, hint: string): Obstacle => [message, { hint, kind: 'assertion' }];
  if (state.multiMaster)
    return obstacle(
      'the datastore is a Galera cluster, all of whose servers take writes: K3s counts on ids that grow by one, and breaks',
      'use a single server, or a primary with replicas that are only read',
    );
  if (state.increment > 1)
    return obstacle(
      `auto_increment_increment is ${state.increment}: K3s counts on ids that grow by one, and breaks`,
      'set it to 1; servers that all take writes (Galera, group replication) cannot be used',
    );
  if (pooling === 'transaction')
    return obstacle(
      'a pooler in transaction mode stands before PostgreSQL: the prepared statements of K3s would get lost',
      'set pool_mode = session for this database, or connect to PostgreSQL itself',
    );
  if (state.readOnly)
    return obstacle(
      'the datastore takes no writes: it is a standby, or set to read only',
      'name the primary',
    );
  if (state.missingPrivileges.length > 0)
    return obstacle(
      `the user may not ${state.missingPrivileges.join(', ')}`,
      'make it the owner of the database (PostgreSQL), or grant it all privileges on it (MySQL)',
    );
  return undefined;
}
