import pg from 'pg';
import type { DatastoreSettings } from '../../flags/settings.ts';
import { Fatal, log } from '../../log.ts';
import { BUILDING, type Datastore } from '../datastore.ts';
import { codeOf, describeRefusal, messageOf } from '../dial.ts';
import { Kine } from '../kine/kine.ts';
import { waitFor } from '../waiting.ts';
import { parseEndpoint, type Endpoint } from './endpoint.ts';
import { PostgresTable } from './table.ts';

const TIMEOUT_MS = 5000;
const NO_SUCH_DATABASE = '3D000';

/** The datastore with its table, waited for and made as K3s does. */
export async function openPostgres(settings: DatastoreSettings): Promise<Datastore> {
  const endpoint = parseEndpoint(settings);
  const kine = new Kine(new PostgresTable(await connect(endpoint)));
  log.info('Configuring database table schema and indexes, this may take a moment...');
  try {
    await kine.makeTable();
  } catch (error) {
    throw new Fatal(`${BUILDING}${describeFailure(error, endpoint)}`);
  }
  log.info('Database tables and indexes are up to date');
  return kine;
}

/** Makes the database if it is missing and we may. */
async function connect(endpoint: Endpoint): Promise<pg.Pool> {
  let mayCreate = true;
  return waitFor({
    async run() {
      try {
        return await openPool(endpoint);
      } catch (error) {
        if (codeOf(error) !== NO_SUCH_DATABASE || !mayCreate) throw error;
        mayCreate = false;
        await createDatabase(endpoint);
        return openPool(endpoint);
      }
    },
    describe: (error) => describeFailure(error, endpoint),
    logged: 'failed to ping connection: ',
    fatal: BUILDING,
  });
}

async function openPool(endpoint: Endpoint): Promise<pg.Pool> {
  let refusal: unknown;
  for (const ssl of endpoint.tls) {
    const pool = makePool(endpoint, ssl);
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

function makePool({ host, port, user, password, database }: Endpoint, ssl: Endpoint['tls'][number]): pg.Pool {
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

function describeFailure(error: unknown, { host, port }: Endpoint): string {
  const refusal = describeRefusal(error);
  if (refusal !== undefined) return `dial tcp ${host}:${port}: ${refusal}`;
  return error instanceof pg.DatabaseError ? `pq: ${messageOf(error)}` : messageOf(error);
}
