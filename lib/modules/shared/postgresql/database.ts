import type { HostRead } from '../../read.ts';
import type { Asked } from '../asked.ts';
import { ask, type ServerChoice } from './psql.ts';
import { quoteLiteral } from './sql.ts';
import type { Unknown } from '../../../core/unknown.ts';

export interface DatabaseState {
  readonly owner: string | Unknown;
  /** As PostgreSQL spells it, such as "UTF8". */
  readonly encoding: string | Unknown;
  /** Its collation, such as "C" or "en_US.UTF-8". */
  readonly locale: string | Unknown;
}

export function readDatabase(name: string, { port }: ServerChoice): HostRead<Asked<DatabaseState>> {
  return ask({
    key: `postgresql-database:${name}`,
    what: `the PostgreSQL database ${name}`,
    port,
    sql: `select json_build_object('owner', pg_get_userbyid(datdba), 'encoding', pg_encoding_to_char(encoding), 'locale', datcollate)
from pg_database where datname = ${quoteLiteral(name)};
`,
    parse: (json) => json as DatabaseState,
  });
}
