import type { DatastoreSettings } from '../../flags/settings.ts';
import { Fatal, log } from '../../log.ts';
import { BUILDING, type Datastore } from '../datastore.ts';
import { messageOf } from '../dial.ts';
import { Kine } from '../kine/kine.ts';
import { parseMysqlEndpoint, type MysqlEndpoint } from './endpoint.ts';
import { isNumbered, NUMBERS } from './failure.ts';
import { MysqlSession } from './session.ts';
import { MysqlTable } from './table.ts';

/** The datastore with its table. Unlike PostgreSQL's it is not waited for: kine's first question ends K3s. */
export async function openMysql(settings: DatastoreSettings): Promise<Datastore> {
  try {
    const endpoint = parseMysqlEndpoint(settings);
    await ensureDatabase(endpoint);
    const kine = new Kine(new MysqlTable(new MysqlSession(endpoint)));
    log.info('Configuring database table schema and indexes, this may take a moment...');
    await kine.makeTable();
    log.info('Database tables and indexes are up to date');
    return kine;
  } catch (error) {
    throw new Fatal(`${BUILDING}${messageOf(error)}`);
  }
}

async function ensureDatabase(endpoint: MysqlEndpoint): Promise<void> {
  const session = new MysqlSession(endpoint);
  try {
    await session.select('SELECT 1');
  } catch (error) {
    if (!isNumbered(error, NUMBERS.unknownDatabase)) throw error;
    log.warn(
      `failed to check existence of database ${endpoint.database}, going to attempt create: ${error.message}`,
    );
    await createDatabase(endpoint);
  } finally {
    await session.end();
  }
}

async function createDatabase(endpoint: MysqlEndpoint): Promise<void> {
  const session = new MysqlSession({ ...endpoint, database: '' });
  try {
    await session.change(`CREATE DATABASE IF NOT EXISTS \`${endpoint.database.replaceAll('`', '``')}\``);
  } finally {
    await session.end();
  }
}
