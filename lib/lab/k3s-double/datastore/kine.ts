import pg from 'pg';

export interface Row {
  readonly name: string;
  readonly revision: number;
  readonly value: string;
}

/** Somebody else wrote this key since it was read. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

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
const KEPT_REVISIONS = 1000;

interface Record {
  readonly id: string;
  readonly name: string;
  readonly deleted: number;
  readonly create_revision: string;
  readonly value: Buffer;
}

/** The table `kine`: a log of key revisions, of which the newest one counts. */
export class Kine {
  readonly #database: pg.Pool | pg.PoolClient;

  constructor(database: pg.Pool | pg.PoolClient) {
    this.#database = database;
  }

  async ping(): Promise<void> {
    await this.#database.query('SELECT 1');
  }

  async createTable(): Promise<void> {
    await this.#database.query(SCHEMA.join(';'));
    // A table of K3s's own begins with the mark of its compaction.
    await this.#write('compact_rev_key', '', undefined).catch(ignoreConflict);
  }

  async get(name: string): Promise<Row | undefined> {
    return toRow(await this.#latest(name));
  }

  async list(prefix: string): Promise<Row[]> {
    const query = `${LATEST} WHERE starts_with(name, $1) ORDER BY name, id DESC`;
    const { rows } = await this.#database.query<Record>(query, [prefix]);
    return rows.flatMap((record) => toRow(record) ?? []);
  }

  async revision(): Promise<number> {
    const { rows } = await this.#database.query<{ max: string | null }>('SELECT max(id) FROM kine');
    return Number(rows[0]?.max ?? 0);
  }

  /** Throws `Conflict` if the key exists. */
  async create(name: string, value: string): Promise<Row> {
    const before = await this.#latest(name);
    if (before?.deleted === 0) throw new Conflict(name);
    return this.#write(name, value, before);
  }

  /** Writes over one revision; throws `Conflict` if it is not the newest one. */
  async update({ name, revision }: Row, value: string): Promise<Row> {
    const before = await this.#latest(name);
    if (before?.deleted !== 0 || Number(before.id) !== revision) throw new Conflict(name);
    return this.#write(name, value, before);
  }

  /** Writes over whatever is there. */
  async put(name: string, value: string): Promise<Row> {
    return this.#write(name, value, await this.#latest(name));
  }

  async delete(name: string): Promise<void> {
    await this.#database.query(
      `INSERT INTO kine (name, created, deleted, create_revision, prev_revision, lease, value, old_value)
       SELECT name, 0, 1, create_revision, id, 0, value, value FROM (${LATEST} WHERE name = $1 ORDER BY name, id DESC) l
       WHERE deleted = 0`,
      [name],
    );
  }

  /** Drops revisions that nobody can ask for any more, and keeps a thousand, as kine does. */
  async compact(): Promise<void> {
    await this.#database.query(
      `DELETE FROM kine WHERE id IN (
         SELECT prev_revision FROM kine WHERE prev_revision <> 0 AND id <= (SELECT max(id) FROM kine) - $1
         UNION SELECT id FROM kine WHERE deleted <> 0 AND id <= (SELECT max(id) FROM kine) - $1)`,
      [KEPT_REVISIONS],
    );
  }

  async #latest(name: string): Promise<Record | undefined> {
    const { rows } = await this.#database.query<Record>(`${LATEST} WHERE name = $1 ORDER BY name, id DESC`, [
      name,
    ]);
    return rows[0];
  }

  async #write(name: string, value: string, before: Record | undefined): Promise<Row> {
    const alive = before?.deleted === 0;
    const creation = alive ? Number(before.create_revision) || Number(before.id) : 0;
    try {
      const { rows } = await this.#database.query<{ id: string }>(
        `INSERT INTO kine (name, created, deleted, create_revision, prev_revision, lease, value, old_value)
         VALUES ($1, $2, 0, $3, $4, 0, $5, $6) RETURNING id`,
        [name, alive ? 0 : 1, creation, before?.id ?? 0, Buffer.from(value), alive ? before.value : null],
      );
      return { name, revision: Number(rows[0]?.id), value };
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === '23505') throw new Conflict(name);
      throw error;
    }
  }
}

function toRow(record: Record | undefined): Row | undefined {
  if (record?.deleted !== 0) return undefined;
  return { name: record.name, revision: Number(record.id), value: record.value.toString() };
}

function ignoreConflict(error: unknown): void {
  if (!(error instanceof Conflict)) throw error;
}
