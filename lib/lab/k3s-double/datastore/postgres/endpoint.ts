import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { DatastoreSettings } from '../../flags/settings.ts';
import { Fatal } from '../../log.ts';
import { PREPARING } from '../datastore.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** To be tried in this order; `false` is a connection without TLS. */
  readonly tls: readonly (ConnectionOptions | false)[];
}

/** Reads `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…` as kine does: a URL, its database in lower case. */
export function parseEndpoint({ endpoint, caFile, certFile, keyFile }: DatastoreSettings): Endpoint {
  const url = parseUrl(endpoint);
  const file = (flag: string, parameter: string): string => flag || (url.searchParams.get(parameter) ?? '');
  const ca = file(caFile, 'sslrootcert');
  const cert = file(certFile, 'sslcert');
  const key = file(keyFile, 'sslkey');
  const mode = url.searchParams.get('sslmode') ?? (caFile || certFile ? 'verify-full' : 'prefer');
  const files = {
    ...(ca && { ca: readFileSync(ca, 'utf8') }),
    ...(cert && { cert: readFileSync(cert, 'utf8') }),
    ...(key && { key: readFileSync(key, 'utf8') }),
  };
  return {
    host: decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '') || 'localhost',
    port: Number(url.port || '5432'),
    user: decodeURIComponent(url.username) || 'postgres',
    password: decodeURIComponent(url.password) || (url.username ? '' : 'postgres'),
    database: decodeURIComponent(url.pathname.slice(1)).toLowerCase() || 'kubernetes',
    tls: tlsChoices(mode, files),
  };
}

function tlsChoices(mode: string, files: ConnectionOptions): (ConnectionOptions | false)[] {
  const unverified = { ...files, rejectUnauthorized: false };
  switch (mode) {
    case 'disable':
      return [false];
    case 'allow':
    case 'prefer':
      return [unverified, false];
    case 'require':
      return [unverified];
    case 'verify-ca':
      return [{ ...files, checkServerIdentity: () => undefined }];
    default:
      return [files];
  }
}

function parseUrl(endpoint: string): URL {
  try {
    return new URL(endpoint.replace(/^postgres(ql)?:/, 'postgresql:'));
  } catch {
    // The endpoint holds a password: the message must not show it.
    throw new Fatal(
      `${PREPARING}creating storage endpoint: building kine: failed to parse DSN; ` +
        'ensure that special characters in the user, password and database name are percent-encoded',
    );
  }
}
