import { Secret } from '../../../core/secret.ts';
import type { HostRead } from '../../read.ts';
import type { Asked } from '../asked.ts';
import { ask, type ServerChoice } from './psql.ts';
import { quoteLiteral } from './sql.ts';

export interface RoleState {
  readonly login: boolean;
  readonly superuser: boolean;
  readonly createdb: boolean;
  readonly createrole: boolean;
  readonly replication: boolean;
  /** -1 is without limit. */
  readonly connectionLimit: number;
  /** What the server stores of the password; null where there is none. */
  readonly verifier: Secret | null;
}

export function readRole(name: string, { port }: ServerChoice): HostRead<Asked<RoleState>> {
  return ask({
    key: `postgresql-role:${name}`,
    what: `the PostgreSQL role ${name}`,
    port,
    sql: `select json_build_object('login', rolcanlogin, 'superuser', rolsuper, 'createdb', rolcreatedb,
'createrole', rolcreaterole, 'replication', rolreplication, 'connectionLimit', rolconnlimit, 'verifier', rolpassword)
from pg_authid where rolname = ${quoteLiteral(name)};
`,
    parse(json) {
      const row = json as Omit<RoleState, 'verifier'> & { readonly verifier: string | null };
      return { ...row, verifier: row.verifier === null ? null : new Secret(row.verifier) };
    },
  });
}
