import { Conflict, KEPT_REVISIONS, type Datastore, type Row } from '../datastore.ts';
import type { KineRecord, KineTable } from './table.ts';

/** A datastore in the table `kine`, of whose revisions the newest one of each key counts. */
export class Kine implements Datastore {
  readonly #table: KineTable;

  constructor(table: KineTable) {
    this.#table = table;
  }

  /** A table of K3s's own begins with the mark of its compaction. */
  async makeTable(): Promise<void> {
    await this.#table.make();
    await this.create('compact_rev_key', '').catch(ignoreConflict);
  }

  async ping(): Promise<void> {
    await this.#table.ping();
  }

  async revision(): Promise<number> {
    return this.#table.findNewestId();
  }

  async get(name: string): Promise<Row | undefined> {
    return toRow(await this.#table.findLatest(name));
  }

  async list(prefix: string): Promise<Row[]> {
    return (await this.#table.listLatest(prefix)).flatMap((record) => toRow(record) ?? []);
  }

  async create(name: string, value: string): Promise<Row> {
    const before = await this.#table.findLatest(name);
    if (before?.deleted === 0) throw new Conflict(name);
    return this.#write(name, value, before);
  }

  async update({ name, revision }: Row, value: string): Promise<Row> {
    const before = await this.#table.findLatest(name);
    if (before?.deleted !== 0 || before.id !== revision) throw new Conflict(name);
    return this.#write(name, value, before);
  }

  async put(name: string, value: string): Promise<Row> {
    return this.#write(name, value, await this.#table.findLatest(name));
  }

  async delete(name: string): Promise<void> {
    await this.#table.insertDeletion(name);
  }

  async compact(): Promise<void> {
    await this.#table.compact(KEPT_REVISIONS);
  }

  async claim(prefix: string, name: string, value: string): Promise<Row[]> {
    return this.#table.exclusively(async (table) => {
      const kine = new Kine(table);
      const rows = await kine.list(prefix);
      return rows.length > 0 ? rows : [await kine.create(name, value)];
    });
  }

  async #write(name: string, value: string, before: KineRecord | undefined): Promise<Row> {
    const alive = before?.deleted === 0;
    const revision = await this.#table.insert({
      name,
      created: alive ? 0 : 1,
      createRevision: alive ? before.createRevision || before.id : 0,
      prevRevision: before?.id ?? 0,
      value: Buffer.from(value),
      oldValue: alive ? before.value : null,
    });
    return { name, revision, value };
  }
}

function toRow(record: KineRecord | undefined): Row | undefined {
  if (record?.deleted !== 0) return undefined;
  return { name: record.name, revision: record.id, value: record.value.toString() };
}

function ignoreConflict(error: unknown): void {
  if (!(error instanceof Conflict)) throw error;
}
