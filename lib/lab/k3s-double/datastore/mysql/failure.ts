import { codeOf, describeRefusal, messageOf } from '../dial.ts';
import { describeTlsFailure } from '../x509.ts';
import type { DsnAddress } from './dsn.ts';

/** A failure in the words of Go's driver. */
export class MysqlFailure extends Error {
  override readonly name = 'MysqlFailure';
  /** The server's number of the error; undefined where it was not the server that refused. */
  readonly number: number | undefined;

  constructor(message: string, number: number | undefined, cause: unknown) {
    super(message, { cause });
    this.number = number;
  }
}

export const NUMBERS = {
  duplicateKey: 1062,
  duplicateIndex: 1061,
  unknownDatabase: 1049,
  deadlock: 1213,
} as const;

/** What the client library says of a failure of the server's. */
interface Refusal {
  readonly errno: number;
  readonly sqlState: string;
  readonly sqlMessage: string;
}

export function toFailure(error: unknown, address: DsnAddress): MysqlFailure {
  if (error instanceof MysqlFailure) return error;
  if (isRefusal(error)) {
    const { errno, sqlState, sqlMessage } = error;
    return new MysqlFailure(`Error ${errno} (${sqlState}): ${sqlMessage}`, errno, error);
  }
  return new MysqlFailure(describeFailure(error, address), undefined, error);
}

export function isNumbered(error: unknown, number: number): error is MysqlFailure {
  return error instanceof MysqlFailure && error.number === number;
}

function isRefusal(error: unknown): error is Error & Refusal {
  return (
    error instanceof Error &&
    'sqlState' in error &&
    typeof error.sqlState === 'string' &&
    error.sqlState !== ''
  );
}

function describeFailure(error: unknown, address: DsnAddress): string {
  switch (codeOf(error)) {
    case 'HANDSHAKE_NO_SSL_SUPPORT':
      return 'TLS requested but server does not support TLS';
    case 'PROTOCOL_CONNECTION_LOST':
    case 'ECONNRESET':
    case 'EPIPE':
      return 'driver: bad connection';
    case 'PROTOCOL_SEQUENCE_TIMEOUT':
      return 'context deadline exceeded';
    default:
      return describeTlsFailure(error) ?? describeDial(error, address) ?? messageOf(error);
  }
}

function describeDial(error: unknown, address: DsnAddress): string | undefined {
  const refusal = describeRefusal(error);
  if (refusal === undefined) return undefined;
  if (address.network === 'unix') return `dial unix ${address.path}: ${refusal}`;
  const { host, port } = address;
  return refusal === 'no such host'
    ? `dial tcp: lookup ${host}: ${refusal}`
    : `dial tcp ${host.includes(':') ? `[${host}]` : host}:${port}: ${refusal}`;
}
