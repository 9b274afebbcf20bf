import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fatal, log } from '../log.ts';
import type { Endpoint } from './endpoint.ts';
import { Kine } from './kine.ts';

const TRIES = 300;
const TIMEOUT_MS = 5000;
const FAILURE = 'starting kubernetes: preparing server: creating storage endpoint: building kine: ';
const NO_SUCH_DATABASE = '3D000';

/** The datastore with its table, waited for and made as K3s does; every failure ends the process in its words. */
export async function openDatastore(endpoint: Endpoint): Promise<pg.Pool> {
  const pool = await connect(endpoint);
  log.info('Configuring database table schema and indexes, this may take a moment...');
  try {
    await new Kine(pool).createTable();
  } catch (error) {
    throw new Fatal(`${FAILURE}${describeFailure(error, endpoint)}`);
  }
  log.info('Database tables and indexes are up to date');
  return pool;
}

/** A try a second; makes the database if it is missing and we may. */
async function connect(endpoint: Endpoint): Promise<pg.Pool> {
  let mayCreate = true;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openPool(endpoint);
    } catch (error) {
      const reason = describeFailure(error, endpoint);
      if (codeOf(error) === NO_SUCH_DATABASE && mayCreate) {
        mayCreate = false;
        await createDatabase(endpoint);
        continue;
      }
      if (attempt >= TRIES) {
        throw new Fatal(`${FAILURE}${reason}`);
      }
      log.error(`failed to ping connection: ${reason}`);
      await sleep(1000);
    }
  }
}

async function openPool(endpoint: Endpoint): Promise<pg.Pool> {
  let refusal: unknown;
  for (const ssl of endpoint.tls) {
    const pool = makePool(endpoint, endpoint.database, ssl);
    try {
      await pool.query('SELECT 1');
      return pool;
    } catch (error) {
      await pool.end();
      const plain = error instanceof Error && error.message.includes('does not support SSL');
      if (!plain) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

function makePool(
  { host, port, user, password }: Endpoint,
  database: string,
  ssl: Endpoint['tls'][number],
): pg.Pool {
  const timeouts = {
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    idleTimeoutMillis: 120_000,
  };
  const pool = new pg.Pool({ host, port, user, password, database, ssl, max: 3, ...timeouts });
  // An idle connection that breaks is no fault by itself: the next query opens another or fails.
  pool.on('error', (error) => log.warn(`datastore connection lost: ${error.message}`));
  return pool;
}

async function createDatabase(endpoint: Endpoint): Promise<void> {
  try {
    const pool = await openPool({ ...endpoint, database: 'postgres' });
    try {
      await pool.query(`CREATE DATABASE ${pg.escapeIdentifier(endpoint.database)}`);
      log.info(`created database: ${endpoint.database}`);
    } finally {
      await pool.end();
    }
  } catch (error) {
    log.warn(`failed to create database ${endpoint.database}: ${describeFailure(error, endpoint)}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'no such host',
};

/** Go's words for the usual failures of a connection. */
function describeFailure(error: unknown, { host, port }: Endpoint): string {
  const message = error instanceof Error ? error.message : String(error);
  const reason = REASONS[String(codeOf(error))] ?? (/timeout/i.test(message) ? 'i/o timeout' : undefined);
  if (reason !== undefined) return `dial tcp ${host}:${port}: ${reason}`;
  return error instanceof pg.DatabaseError ? `pq: ${message}` : message;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
