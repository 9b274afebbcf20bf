import type { HostRead } from '../../read.ts';
import type { Asked } from '../asked.ts';
import type { KineState } from '../kine-state.ts';
import { ask, type ServerChoice } from './psql.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/**
 * Names of bootstrap rows that are in force: the newest revision of each, unless it says deleted. The table is
 * looked for in every schema, as K3s makes it in the first one its role may write to.
 */
export function readKine(database: string, choice: ServerChoice): HostRead<Asked<KineState>> {
  return ask({
    ...choice,
    key: `kine:${database}`,
    what: `what K3s keeps in the database ${database}`,
    sql: choice.remote ? NAMES : fromDatabase(database),
    parse: (json) => ({ bootstrapNames: json as readonly string[] }),
  });
}

const NAMES = `select format('select coalesce(json_agg(name), ''[]'') from (select distinct name from %1$I.kine k
where name like ''/bootstrap%%'' and deleted = 0 and id = (select max(id) from %1$I.kine where name = k.name)) names', nspname)
from pg_class join pg_namespace on pg_namespace.oid = relnamespace where relname = 'kine' and relkind = 'r'
order by nspname limit 1 \\gexec
`;

/** psql has to be in some database first; that of K3s may not be there. */
function fromDatabase(database: string): string {
  return `select count(*) > 0 as k3p_there from pg_database where datname = ${quoteLiteral(database)} \\gset
\\if :k3p_there
\\connect ${quoteIdentifier(database)}
${NAMES}\\endif
`;
}
