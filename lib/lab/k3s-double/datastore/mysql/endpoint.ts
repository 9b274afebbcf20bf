import type { DatastoreSettings } from '../../flags/settings.ts';
import { readTlsFiles, type TlsFiles } from '../tls-files.ts';
import { parseDsn, type Dsn } from './dsn.ts';

export interface MysqlTls {
  readonly files: TlsFiles;
  /** Whether the server's certificate must be good, for the host that was dialled. */
  readonly isVerified: boolean;
}

export interface MysqlEndpoint extends Omit<Dsn, 'tls'> {
  /** To be tried in this order; `false` is a connection without TLS. */
  readonly tls: readonly (MysqlTls | false)[];
}

const SOCKET = 'root@unix(/var/run/mysqld/mysqld.sock)/';
const LOCAL_HOST = 'root@tcp(127.0.0.1)/';

/** Reads `mysql://DSN` as kine does; with any of the three files, the `tls` of the DSN does not count. */
export function parseMysqlEndpoint(settings: DatastoreSettings): MysqlEndpoint {
  const files = readTlsFiles(settings);
  const text = settings.endpoint.slice('mysql://'.length);
  const { tls, ...dsn } = parseDsn(text || (files ? LOCAL_HOST : SOCKET));
  return {
    ...dsn,
    database: dsn.database || 'kubernetes',
    tls: files ? [{ files, isVerified: true }] : tlsChoices(tls),
  };
}

function tlsChoices(tls: Dsn['tls']): readonly (MysqlTls | false)[] {
  switch (tls) {
    case 'true':
      return [{ files: {}, isVerified: true }];
    case 'skip-verify':
      return [{ files: {}, isVerified: false }];
    case 'preferred':
      return [{ files: {}, isVerified: false }, false];
    case 'false':
      return [false];
  }
}
