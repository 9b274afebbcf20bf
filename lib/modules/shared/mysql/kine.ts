import type { HostRead } from '../../read.ts';
import type { Asked } from '../asked.ts';
import type { KineState } from '../kine-state.ts';
import { ask, type ServerChoice } from './client.ts';
import { quoteIdentifier, quoteString } from './sql.ts';

/** Names of bootstrap rows that are in force: the newest revision of each, unless it says deleted. */
export function readKine(database: string, choice: ServerChoice): HostRead<Asked<KineState>> {
  const table = `${quoteIdentifier(database)}.kine`;
  const names = `select coalesce(json_arrayagg(name), '[]') from (select distinct name from ${table} k
where name like '/bootstrap%' and deleted = 0 and id = (select max(id) from ${table} where name = k.name)) names`;
  return ask({
    ...choice,
    key: `kine:${database}`,
    what: `what K3s keeps in the database ${database}`,
    sql: `select count(*) into @k3p_there from information_schema.tables
where table_schema = ${quoteString(database)} and table_name = 'kine';
set @k3p = if(@k3p_there > 0, ${quoteString(names)}, 'do 0');
prepare k3p from @k3p;
execute k3p;
`,
    parse: (json) => ({ bootstrapNames: json as readonly string[] }),
  });
}
