import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fatal, log } from '../log.ts';
import type { Endpoint } from './endpoint.ts';

const TRIES = 300;
const TIMEOUT_MS = 5000;
const NO_SUCH_DATABASE = '3D000';

/** Waits for the datastore as K3s does, a try a second; makes the database if it is missing and we may. */
export async function connectDatastore(endpoint: Endpoint): Promise<pg.Pool> {
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
        throw new Fatal(
          `starting kubernetes: preparing server: creating storage endpoint: building kine: ${reason}`,
        );
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

/** Go's words for the usual failures of a connection. */
export function describeFailure(error: unknown, { host, port }: Endpoint): string {
  const message = error instanceof Error ? error.message : String(error);
  if (codeOf(error) === 'ECONNREFUSED')
    return `dial tcp ${host}:${String(port)}: connect: connection refused`;
  if (/timeout/i.test(message)) return `dial tcp ${host}:${String(port)}: i/o timeout`;
  return error instanceof pg.DatabaseError ? `pq: ${message}` : message;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
