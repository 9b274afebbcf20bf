import { Conflict } from '../datastore.ts';
import type { KineRecord, KineTable, NewRecord } from '../kine/table.ts';
import { isNumbered, NUMBERS } from './failure.ts';
import type { MysqlSession } from './session.ts';

const TABLE = `CREATE TABLE IF NOT EXISTS kine (
  id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, name VARCHAR(630) CHARACTER SET ascii, created INTEGER,
  deleted INTEGER, create_revision BIGINT UNSIGNED, prev_revision BIGINT UNSIGNED, lease INTEGER,
  value MEDIUMBLOB, old_value MEDIUMBLOB)`;
/** MySQL itself has no IF NOT EXISTS for these. */
const INDEXES = [
  'CREATE INDEX kine_name_index ON kine (name)',
  'CREATE INDEX kine_name_id_index ON kine (name, id)',
  'CREATE INDEX kine_id_deleted_index ON kine (id, deleted)',
  'CREATE INDEX kine_prev_revision_index ON kine (prev_revision)',
  'CREATE UNIQUE INDEX kine_name_prev_revision_uindex ON kine (name, prev_revision)',
];
const INSERT = `INSERT INTO kine (name, created, deleted, create_revision, prev_revision, lease, value, old_value)
  VALUES (?, ?, ?, ?, ?, 0, ?, ?)`;
const COLUMNS = 'id, name, deleted, create_revision AS createRevision, value';
/** Locks of this kind are the whole server's, databases do not part them. */
const LOCK = "CONCAT('k3s-double.', MD5(DATABASE()))";
const LOCK_SECONDS = 4;

/** `kine` in MySQL or MariaDB. */
export class MysqlTable implements KineTable {
  readonly #session: MysqlSession;

  constructor(session: MysqlSession) {
    this.#session = session;
  }

  async ping(): Promise<void> {
    await this.#session.select('SELECT 1');
  }

  async make(): Promise<void> {
    await this.#session.change(TABLE);
    for (const index of INDEXES)
      await this.#session.change(index).catch((error: unknown) => {
        if (!isNumbered(error, NUMBERS.duplicateIndex)) throw error;
      });
  }

  async findNewestId(): Promise<number> {
    const [row] = await this.#session.select<{ newest: number | null }>('SELECT MAX(id) AS newest FROM kine');
    return row?.newest ?? 0;
  }

  async findLatest(name: string): Promise<KineRecord | undefined> {
    const query = `SELECT ${COLUMNS} FROM kine WHERE name = ? ORDER BY id DESC LIMIT 1`;
    const [record] = await this.#session.select<KineRecord>(query, [name]);
    return record;
  }

  async listLatest(prefix: string): Promise<KineRecord[]> {
    const newest = "SELECT MAX(id) FROM kine WHERE name LIKE ? ESCAPE '!' GROUP BY name";
    const query = `SELECT ${COLUMNS} FROM kine WHERE id IN (${newest}) ORDER BY name`;
    return this.#session.select<KineRecord>(query, [`${prefix.replace(/[!%_]/g, '!$&')}%`]);
  }

  async insert(record: NewRecord): Promise<number> {
    return this.#insert(record, 0);
  }

  /** Another server may write the key meanwhile: then it is looked at again. */
  async insertDeletion(name: string): Promise<void> {
    for (;;) {
      const before = await this.findLatest(name);
      if (before?.deleted !== 0) return;
      const { id: prevRevision, createRevision, value } = before;
      try {
        await this.#insert({ name, created: 0, createRevision, prevRevision, value, oldValue: value }, 1);
        return;
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
      }
    }
  }

  async compact(kept: number): Promise<void> {
    const end = (await this.findNewestId()) - kept;
    if (end <= 0) return;
    await this.#session.change(
      `DELETE old FROM kine AS old JOIN (
         SELECT prev_revision AS id FROM kine WHERE prev_revision <> 0 AND id <= ?
         UNION SELECT id FROM kine WHERE deleted <> 0 AND id <= ?) AS gone ON old.id = gone.id`,
      [end, end],
    );
  }

  /** By a lock of the session's, which ends with it, and for which no privilege is needed. */
  async exclusively<T>(work: (table: KineTable) => Promise<T>): Promise<T> {
    const [answer] = await this.#session.select<{ taken: number | null }>(
      `SELECT GET_LOCK(${LOCK}, ${LOCK_SECONDS}) AS taken`,
    );
    if (answer?.taken !== 1) throw new Error('the datastore is locked by another server');
    try {
      return await work(this);
    } finally {
      await this.#session.select(`SELECT RELEASE_LOCK(${LOCK})`);
    }
  }

  async #insert(record: NewRecord, deleted: 0 | 1): Promise<number> {
    const { name, created, createRevision, prevRevision, value, oldValue } = record;
    try {
      const values = [name, created, deleted, createRevision, prevRevision, value, oldValue];
      return await this.#session.change(INSERT, values);
    } catch (error) {
      if (isNumbered(error, NUMBERS.duplicateKey)) throw new Conflict(name);
      throw error;
    }
  }
}
