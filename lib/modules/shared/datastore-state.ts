import type { HostRead } from '../read.ts';
import type { Asked } from './asked.ts';
import type { Remote } from './endpoint.ts';
import { askEtcd } from './etcd/gateway.ts';
import { urlsOf } from './endpoint.ts';
import { ask as askMysql } from './mysql/client.ts';
import { ask as askPostgres } from './postgresql/psql.ts';

/** What a datastore says of itself to the user that K3s logs in as. */
export interface DatastoreState {
  /** As it says it, such as "15.18 (Debian 15.18-0+deb12u1)". */
  readonly version: string;
  /** 0 where there is no such limit. */
  readonly maxConnections: number;
  /** Connections that others have: those of K3s's user are its own already. */
  readonly othersConnections: number;
  readonly readOnly: boolean;
  /** What the user may not do and K3s does. */
  readonly missingPrivileges: readonly string[];
  /** By how much ids grow; of MySQL only, 1 elsewhere. */
  readonly increment: number;
  /** Whether all of several servers take writes. */
  readonly multiMaster: boolean;
}

export function readDatastore(remote: Remote): HostRead<Asked<DatastoreState>> {
  const { engine, database } = remote.endpoint;
  const question = { key: `datastore-state:${database}`, what: 'the state of the datastore', remote };
  switch (engine) {
    case 'postgres':
      return askPostgres({
        ...question,
        sql: POSTGRES,
        parse: (json) => ({ ...SINGLE, ...(json as object) }) as DatastoreState,
      });
    case 'mysql':
      return askMysql({ ...question, sql: MYSQL, parse: parseMysql });
    case 'etcd':
      return askEtcd({
        ...question,
        urls: urlsOf(remote.endpoint),
        files: remote,
        path: '/v3/maintenance/status',
        body: {},
        parse: (json) => ({ ...NO_LIMITS, version: (json as { readonly version?: string }).version ?? '' }),
      });
  }
}

const SINGLE = { increment: 1, multiMaster: false };
const NO_LIMITS = {
  ...SINGLE,
  maxConnections: 0,
  othersConnections: 0,
  readOnly: false,
  missingPrivileges: [],
};

/** The table is there already, or the user may make it: either will do, and K3s makes indexes on it. */
const POSTGRES = `select json_build_object('version', current_setting('server_version'),
'maxConnections', current_setting('max_connections')::int, 'othersConnections', (select count(*) from pg_stat_activity where datid is not null and usename is distinct from current_user),
'readOnly', pg_is_in_recovery() or current_setting('default_transaction_read_only')::bool,
'missingPrivileges', (select coalesce(json_agg(p), '[]') from unnest(array['CREATE on schema ' || coalesce(current_schema(), 'public')]) p
where not coalesce(has_schema_privilege(coalesce(current_schema(), 'public'), 'CREATE'), false)));
`;

const NEEDED = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'INDEX', 'ALTER'];

/** MariaDB and MySQL keep their variables in places of their own. All connections are counted there, one's own are listed. */
const VARIABLES = `select json_object('version', version(), 'variables', (select json_objectagg(lower(variable_name), variable_value)
from PLACE.global_variables where lower(variable_name) in ('max_connections', 'auto_increment_increment', 'read_only', 'wsrep_on')),
'connected', (select variable_value from PLACE.global_status where lower(variable_name) = 'threads_connected'),
'own', (select count(*) from information_schema.processlist where user = substring_index(user(), '@', 1)),
'privileges', (select json_arrayagg(privilege_type) from (select privilege_type from information_schema.schema_privileges
where database() like table_schema union select privilege_type from information_schema.user_privileges) p))`;

const MYSQL = `set @k3p = if(locate('MariaDB', version()) > 0, ${quote('information_schema')}, ${quote('performance_schema')});
prepare k3p from @k3p;
execute k3p;
`;

function quote(place: string): string {
  return `'${VARIABLES.replaceAll('PLACE', place).replaceAll("'", "''")}'`;
}

function parseMysql(json: unknown): DatastoreState {
  const { version, variables, connected, own, privileges } = json as {
    readonly version: string;
    readonly variables: Readonly<Record<string, string>> | null;
    readonly connected: string | null;
    readonly own: number;
    readonly privileges: readonly string[] | null;
  };
  const has = new Set(privileges ?? []);
  return {
    version,
    maxConnections: Number(variables?.['max_connections'] ?? 0),
    othersConnections: Math.max(0, Number(connected ?? 0) - own),
    readOnly: /^(on|1)$/i.test(variables?.['read_only'] ?? ''),
    missingPrivileges: NEEDED.filter((privilege) => !has.has(privilege)),
    increment: Number(variables?.['auto_increment_increment'] ?? 1),
    multiMaster: /^(on|1)$/i.test(variables?.['wsrep_on'] ?? ''),
  };
}
