import type { Unknown } from '../../../core/unknown.ts';
import type { HostRead } from '../../read.ts';
import type { Asked } from '../asked.ts';
import { ask, type ServerChoice } from './client.ts';
import { quoteString } from './sql.ts';

export interface DatabaseState {
  /** Such as "utf8mb4". */
  readonly encoding: string | Unknown;
  /** Such as "utf8mb4_bin". */
  readonly collation: string | Unknown;
}

export function readDatabase(name: string, choice: ServerChoice): HostRead<Asked<DatabaseState>> {
  return ask({
    ...choice,
    key: `mysql-database:${name}`,
    what: `the MySQL database ${name}`,
    sql: `select json_object('encoding', default_character_set_name, 'collation', default_collation_name)
from information_schema.schemata where schema_name = ${quoteString(name)};
`,
    parse: (json) => json as DatabaseState,
  });
}
