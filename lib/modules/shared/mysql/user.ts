import { createHash } from 'node:crypto';
import { Secret } from '../../../core/secret.ts';
import type { HostRead } from '../../read.ts';
import type { Asked } from '../asked.ts';
import { ask, type ServerChoice } from './client.ts';
import { quoteString } from './sql.ts';

export interface Account {
  readonly name: string;
  /** Where it comes from: a name, an address, or a pattern with "%". */
  readonly host: string;
}

export type TlsDemand = 'none' | 'ssl' | 'x509';

export interface UserState {
  readonly plugin: string;
  /** What the server stores of the password. */
  readonly hash: Secret;
  readonly require: TlsDemand;
  /** Databases, as patterns of a grant, on which it may do all that K3s does. */
  readonly databases: readonly string[];
}

/** The privileges that GRANT ALL gives on a database, in MariaDB and MySQL alike. */
const PRIVILEGES = [
  'Select',
  'Insert',
  'Update',
  'Delete',
  'Create',
  'Drop',
  'References',
  'Index',
  'Alter',
  'Create_tmp_table',
  'Lock_tables',
  'Create_view',
  'Show_view',
  'Create_routine',
  'Alter_routine',
  'Execute',
  'Event',
  'Trigger',
];

export function readUser({ name, host }: Account, choice: ServerChoice): HostRead<Asked<UserState>> {
  const [user, from] = [quoteString(name), quoteString(host)];
  const all = PRIVILEGES.map((privilege) => `${privilege}_priv = 'Y'`).join(' and ');
  return ask({
    ...choice,
    key: `mysql-user:${JSON.stringify([name, host])}`,
    what: `the MySQL user ${name}`,
    sql: `select json_object('plugin', plugin, 'hash', authentication_string, 'require', ssl_type,
'databases', (select json_arrayagg(Db) from mysql.db where User = ${user} and Host = ${from} and ${all}))
from mysql.user where User = ${user} and Host = ${from};
`,
    parse(json) {
      const { plugin, hash, require, databases } = json as {
        readonly plugin: string;
        readonly hash: string | null;
        readonly require: string;
        readonly databases: readonly string[] | null;
      };
      return {
        plugin,
        hash: new Secret(hash ?? ''),
        require: require === 'X509' ? 'x509' : require === '' ? 'none' : 'ssl',
        databases: [...(databases ?? [])].sort(),
      };
    },
  });
}

/** What mysql_native_password stores: the password itself need not travel in SQL. */
export function hashPassword(password: Secret): Secret {
  const once = createHash('sha1').update(password.reveal()).digest();
  return new Secret(`*${createHash('sha1').update(once).digest('hex').toUpperCase()}`);
}
