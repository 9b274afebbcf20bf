import type { ConnectionOptions } from 'node:tls';
import type { DatastoreSettings } from '../../flags/settings.ts';
import { Fatal } from '../../log.ts';
import { BUILDING } from '../datastore.ts';
import { messageOf } from '../dial.ts';
import { readTlsFiles, type TlsFiles, type TlsSettings } from '../tls-files.ts';

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
  const mode = url.searchParams.get('sslmode') ?? (caFile || certFile ? 'verify-full' : 'prefer');
  const files = readFiles({
    caFile: file(caFile, 'sslrootcert'),
    certFile: file(certFile, 'sslcert'),
    keyFile: file(keyFile, 'sslkey'),
  });
  return {
    host: decode(url.hostname).replace(/^\[|\]$/g, '') || 'localhost',
    port: Number(url.port || '5432'),
    user: decode(url.username) || 'postgres',
    password: decode(url.password) || (url.username ? '' : 'postgres'),
    database: decode(url.pathname.slice(1)).toLowerCase() || 'kubernetes',
    tls: tlsChoices(mode, files),
  };
}

function readFiles(settings: TlsSettings): TlsFiles {
  try {
    return readTlsFiles(settings) ?? {};
  } catch (error) {
    throw new Fatal(`${BUILDING}${messageOf(error)}`);
  }
}

function tlsChoices(mode: string, files: TlsFiles): (ConnectionOptions | false)[] {
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
    throw refuse();
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse();
  }
}

/** The endpoint holds a password: the message must not show it. */
function refuse(): Fatal {
  return new Fatal(
    `${BUILDING}failed to parse DSN; ` +
      'ensure that special characters in the user, password and database name are percent-encoded',
  );
}
