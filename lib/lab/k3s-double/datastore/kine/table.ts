/** The newest revision of a key; `deleted` is 1 where that is its end. */
export interface KineRecord {
  readonly id: number;
  readonly name: string;
  readonly deleted: number;
  readonly createRevision: number;
  readonly value: Buffer;
}

export interface NewRecord {
  readonly name: string;
  readonly created: 0 | 1;
  readonly createRevision: number;
  readonly prevRevision: number;
  readonly value: Buffer;
  readonly oldValue: Buffer | null;
}

/** The table `kine` in one kind of database: a log of key revisions, whose ids are the revisions. */
export interface KineTable {
  ping(): Promise<void>;
  /** Makes the table and its indexes where they are missing. */
  make(): Promise<void>;
  findNewestId(): Promise<number>;
  findLatest(name: string): Promise<KineRecord | undefined>;
  listLatest(prefix: string): Promise<KineRecord[]>;
  /** The new revision; throws `Conflict` when another follows the same one already. */
  insert(record: NewRecord): Promise<number>;
  /** Ends a key, if it is there. */
  insertDeletion(name: string): Promise<void>;
  /** Drops what came before, except for so many newest revisions. */
  compact(kept: number): Promise<void>;
  /** Nobody else's `exclusively` runs meanwhile. */
  exclusively<T>(work: (table: KineTable) => Promise<T>): Promise<T>;
}
