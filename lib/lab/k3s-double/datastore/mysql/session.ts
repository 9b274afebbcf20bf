import { TLSSocket } from 'node:tls';
import { createConnection, type Connection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { log } from '../../log.ts';
import { checkServerName } from '../x509.ts';
import type { MysqlEndpoint, MysqlTls } from './endpoint.ts';
import { isNumbered, MysqlFailure, NUMBERS, toFailure } from './failure.ts';

const TIMEOUT_MS = 5000;
/** How often a statement is begun anew that the server ended to let another session go on. */
const RESTARTS = 10;

export type Value = string | number | Buffer | null;

/** One connection that is made when it is needed, and made anew after it was lost. Statements go one by one. */
export class MysqlSession {
  readonly #endpoint: MysqlEndpoint;
  #connection: Promise<Connection> | undefined;

  constructor(endpoint: MysqlEndpoint) {
    this.#endpoint = endpoint;
  }

  async select<T extends object>(sql: string, values: readonly Value[] = []): Promise<T[]> {
    return this.#run(async (connection) => {
      const [rows] = await connection.execute<(T & RowDataPacket)[]>({ sql, timeout: TIMEOUT_MS }, [
        ...values,
      ]);
      return rows;
    });
  }

  /** The id of the row it made, if it made one. */
  async change(sql: string, values: readonly Value[] = []): Promise<number> {
    for (let restarts = 0; ; restarts += 1) {
      try {
        return await this.#run(async (connection) => {
          const [result] = await connection.execute<ResultSetHeader>({ sql, timeout: TIMEOUT_MS }, [
            ...values,
          ]);
          return result.insertId;
        });
      } catch (error) {
        if (restarts === RESTARTS || !isNumbered(error, NUMBERS.deadlock)) throw error;
      }
    }
  }

  async end(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    this.#connection = undefined;
    connection?.destroy();
  }

  /** Throws `MysqlFailure`, and nothing else. */
  async #run<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const making = (this.#connection ??= this.#connect());
    try {
      return await work(await making);
    } catch (error) {
      const failure = toFailure(error, this.#endpoint.address);
      if (failure.number === undefined) this.#drop(making);
      throw failure;
    }
  }

  /** What the server did not answer may still come: nothing more is asked on that connection. */
  #drop(lost: Promise<Connection>): void {
    if (this.#connection === lost) this.#connection = undefined;
    lost.then(
      (connection) => connection.destroy(),
      () => undefined,
    );
  }

  async #connect(): Promise<Connection> {
    let refusal: unknown;
    for (const tls of this.#endpoint.tls) {
      try {
        return await this.#open(tls);
      } catch (error) {
        const failure = toFailure(error, this.#endpoint.address);
        if (failure.number !== undefined || !failure.message.includes('server does not support TLS'))
          throw failure;
        refusal = failure;
      }
    }
    throw refusal;
  }

  async #open(tls: MysqlTls | false): Promise<Connection> {
    const { address, user, password, database } = this.#endpoint;
    const place =
      address.network === 'unix' ? { socketPath: address.path } : { host: address.host, port: address.port };
    const ssl = tls && { ...tls.files, rejectUnauthorized: tls.isVerified };
    const connection = await createConnection({
      ...place,
      ...{ user, password, database, connectTimeout: TIMEOUT_MS },
      ...(ssl && { ssl }),
    });
    if (tls && tls.isVerified && address.network === 'tcp') checkIdentity(connection, address.host);
    connection.on('error', (error: unknown) => {
      log.warn(`datastore connection lost: ${toFailure(error, address).message}`);
      this.#forget(connection);
    });
    return connection;
  }

  #forget(lost: Connection): void {
    const current = this.#connection;
    current?.then(
      (connection) => {
        if (connection === lost && this.#connection === current) this.#connection = undefined;
      },
      () => undefined,
    );
  }
}

/** Of the library, and not among its types. */
interface Wrapper {
  readonly connection: { readonly stream: unknown };
}

/** The library itself looks at no address and takes a certificate's subject for a name, where Go does neither. */
function checkIdentity(connection: Connection, host: string): void {
  const { stream } = (connection as unknown as Wrapper).connection;
  const refusal =
    stream instanceof TLSSocket
      ? checkServerName(host, stream.getPeerCertificate())
      : new MysqlFailure('TLS requested but server does not support TLS', undefined, undefined);
  if (refusal === undefined) return;
  connection.destroy();
  throw refusal;
}
