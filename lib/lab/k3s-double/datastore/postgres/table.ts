import pg from 'pg';
import { Conflict } from '../datastore.ts';
import type { KineRecord, KineTable, NewRecord } from '../kine/table.ts';

/** One query, so one transaction: of servers started together one makes the table, the others wait for it. */
const SCHEMA = [
  'SELECT pg_advisory_xact_lock(6443)',
  `CREATE TABLE IF NOT EXISTS kine (
     id BIGSERIAL PRIMARY KEY, name text COLLATE "C", created INTEGER, deleted INTEGER, create_revision BIGINT,
     prev_revision BIGINT, lease INTEGER, value bytea, old_value bytea)`,
  'CREATE INDEX IF NOT EXISTS kine_name_index ON kine (name)',
  'CREATE INDEX IF NOT EXISTS kine_name_id_index ON kine (name, id)',
  'CREATE INDEX IF NOT EXISTS kine_id_deleted_index ON kine (id, deleted)',
  'CREATE INDEX IF NOT EXISTS kine_prev_revision_index ON kine (prev_revision)',
  'CREATE UNIQUE INDEX IF NOT EXISTS kine_name_prev_revision_uindex ON kine (name, prev_revision)',
];
const LATEST = 'SELECT DISTINCT ON (name) id, name, deleted, create_revision, value FROM kine';
const UNIQUE_VIOLATION = '23505';

interface Found {
  readonly id: string;
  readonly name: string;
  readonly deleted: number;
  readonly create_revision: string;
  readonly value: Buffer;
}

/** `kine` in PostgreSQL. */
export class PostgresTable implements KineTable {
  readonly #database: pg.Pool | pg.PoolClient;

  constructor(database: pg.Pool | pg.PoolClient) {
    this.#database = database;
  }

  async ping(): Promise<void> {
    await this.#database.query('SELECT 1');
  }

  async make(): Promise<void> {
    await this.#database.query(SCHEMA.join(';'));
  }

  async findNewestId(): Promise<number> {
    const { rows } = await this.#database.query<{ max: string | null }>('SELECT max(id) FROM kine');
    return Number(rows[0]?.max ?? 0);
  }

  async findLatest(name: string): Promise<KineRecord | undefined> {
    const query = `${LATEST} WHERE name = $1 ORDER BY name, id DESC`;
    const { rows } = await this.#database.query<Found>(query, [name]);
    return rows.map(toRecord)[0];
  }

  async listLatest(prefix: string): Promise<KineRecord[]> {
    const query = `${LATEST} WHERE starts_with(name, $1) ORDER BY name, id DESC`;
    const { rows } = await this.#database.query<Found>(query, [prefix]);
    return rows.map(toRecord);
  }

  async insert(record: NewRecord): Promise<number> {
    const { name, created, createRevision, prevRevision, value, oldValue } = record;
    try {
      const { rows } = await this.#database.query<{ id: string }>(
        `INSERT INTO kine (name, created, deleted, create_revision, prev_revision, lease, value, old_value)
         VALUES ($1, $2, 0, $3, $4, 0, $5, $6) RETURNING id`,
        [name, created, createRevision, prevRevision, value, oldValue],
      );
      return Number(rows[0]?.id);
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION) throw new Conflict(name);
      throw error;
    }
  }

  async insertDeletion(name: string): Promise<void> {
    await this.#database.query(
      `INSERT INTO kine (name, created, deleted, create_revision, prev_revision, lease, value, old_value)
       SELECT name, 0, 1, create_revision, id, 0, value, value FROM (${LATEST} WHERE name = $1 ORDER BY name, id DESC) l
       WHERE deleted = 0`,
      [name],
    );
  }

  async compact(kept: number): Promise<void> {
    await this.#database.query(
      `DELETE FROM kine WHERE id IN (
         SELECT prev_revision FROM kine WHERE prev_revision <> 0 AND id <= (SELECT max(id) FROM kine) - $1
         UNION SELECT id FROM kine WHERE deleted <> 0 AND id <= (SELECT max(id) FROM kine) - $1)`,
      [kept],
    );
  }

  /** On one connection, with the table locked. */
  async exclusively<T>(work: (table: KineTable) => Promise<T>): Promise<T> {
    if (!(this.#database instanceof pg.Pool)) return work(this);
    const client = await this.#database.connect();
    try {
      await client.query('BEGIN');
      await client.query('LOCK TABLE kine IN EXCLUSIVE MODE');
      const result = await work(new PostgresTable(client));
      await client.query('COMMIT');
      return result;
    } finally {
      client.release(true);
    }
  }
}

function toRecord({ id, name, deleted, create_revision: createRevision, value }: Found): KineRecord {
  return { id: Number(id), name, deleted, createRevision: Number(createRevision), value };
}
