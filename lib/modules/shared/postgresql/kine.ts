import type { HostRead } from '../../read.ts';
import type { Asked } from '../asked.ts';
import { ask, type ServerChoice } from './psql.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/** What K3s keeps in a database: the names of its bootstrap rows, none where the database is empty or not there. */
export interface KineState {
  readonly bootstrapNames: readonly string[];
}

/**
 * Names of bootstrap rows that are in force: the newest revision of each, unless it says deleted. The table is
 * looked for in every schema, as K3s makes it in the first one its role may write to.
 */
export function readKine(database: string, { port }: ServerChoice): HostRead<Asked<KineState>> {
  return ask({
    key: `kine:${database}`,
    what: `what K3s keeps in the database ${database}`,
    port,
    sql: `select count(*) > 0 as k3p_there from pg_database where datname = ${quoteLiteral(database)} \\gset
\\if :k3p_there
\\connect ${quoteIdentifier(database)}
select format('select coalesce(json_agg(name), ''[]'') from (select distinct name from %1$I.kine k
where name like ''/bootstrap%%'' and deleted = 0 and id = (select max(id) from %1$I.kine where name = k.name)) names', nspname)
from pg_class join pg_namespace on pg_namespace.oid = relnamespace where relname = 'kine' and relkind = 'r'
order by nspname limit 1 \\gexec
\\endif
`,
    parse: (json) => ({ bootstrapNames: json as readonly string[] }),
  });
}
