export interface Row {
  readonly name: string;
  /** Grows with every write of the datastore, whichever row it writes. */
  readonly revision: number;
  readonly value: string;
}

/** Somebody else wrote this key since it was read. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** What a server keeps its cluster in, whatever holds it. Keys are paths such as `/registry/nodes/n1`. */
export interface Datastore {
  /** Throws when the datastore does not answer. */
  ping(): Promise<void>;
  /** The newest revision. */
  revision(): Promise<number>;
  get(name: string): Promise<Row | undefined>;
  /** The rows below a prefix, by name. */
  list(prefix: string): Promise<Row[]>;
  /** Throws `Conflict` if the key exists. */
  create(name: string, value: string): Promise<Row>;
  /** Writes over one revision; throws `Conflict` if it is not the newest one. */
  update(row: Row, value: string): Promise<Row>;
  /** Writes over whatever is there. */
  put(name: string, value: string): Promise<Row>;
  delete(name: string): Promise<void>;
  /** Drops revisions that nobody can ask for any more. */
  compact(): Promise<void>;
  /**
   * The rows below a prefix; where there are none, this one, made at once. Of servers that claim one prefix
   * together one makes its row and all get that row.
   */
  claim(prefix: string, name: string, value: string): Promise<Row[]>;
}

/** How many revisions a compaction leaves. */
export const KEPT_REVISIONS = 1000;

/** How K3s begins every failure that comes before its server runs. */
export const PREPARING = 'starting kubernetes: preparing server: ';

/** How it begins those of a database that holds the table `kine`. */
export const BUILDING = `${PREPARING}creating storage endpoint: building kine: `;
