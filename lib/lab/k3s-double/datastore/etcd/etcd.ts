import { Conflict, KEPT_REVISIONS, type Datastore, type Row } from '../datastore.ts';
import type { EtcdClient } from './client.ts';
import { decodeRow, encodeKey, encodeRange, type RangeReply, type TxnReply } from './wire.ts';

/** A datastore in etcd, where a key's revision is that of its last write. */
export class Etcd implements Datastore {
  readonly #client: EtcdClient;

  constructor(client: EtcdClient) {
    this.#client = client;
  }

  /** A read that needs a quorum, so that it fails where a write would. */
  async ping(): Promise<void> {
    await this.revision();
  }

  async revision(): Promise<number> {
    const { header } = await this.#range({ key: encodeKey('health'), count_only: true });
    return Number(header.revision);
  }

  async get(name: string): Promise<Row | undefined> {
    const { kvs = [] } = await this.#range({ key: encodeKey(name) });
    return kvs.map(decodeRow)[0];
  }

  async list(prefix: string): Promise<Row[]> {
    const { kvs = [] } = await this.#range(encodeRange(prefix));
    return kvs.map(decodeRow);
  }

  async create(name: string, value: string): Promise<Row> {
    return this.#putIf({ key: encodeKey(name), target: 'CREATE', create_revision: '0' }, name, value);
  }

  async update({ name, revision }: Row, value: string): Promise<Row> {
    const unchanged = { key: encodeKey(name), target: 'MOD', mod_revision: String(revision) };
    return this.#putIf(unchanged, name, value);
  }

  async put(name: string, value: string): Promise<Row> {
    const body = { key: encodeKey(name), value: encodeKey(value) };
    const { header } = (await this.#client.tell('/v3/kv/put', body)) as RangeReply;
    return { name, revision: Number(header.revision), value };
  }

  async delete(name: string): Promise<void> {
    await this.#client.tell('/v3/kv/deleterange', { key: encodeKey(name) });
  }

  async compact(): Promise<void> {
    const revision = (await this.revision()) - KEPT_REVISIONS;
    if (revision <= 0) return;
    try {
      await this.#client.ask('/v3/kv/compaction', { revision: String(revision) });
    } catch (error) {
      // Another server was here first.
      if (!(error instanceof Error && error.message.includes('has been compacted'))) throw error;
    }
  }

  /** One transaction: there is no key below the prefix, or all of them are the answer. Sent twice it does no harm. */
  async claim(prefix: string, name: string, value: string): Promise<Row[]> {
    const { succeeded = false, responses = [] } = (await this.#client.ask('/v3/kv/txn', {
      compare: [{ ...encodeRange(prefix), target: 'CREATE', create_revision: '0' }],
      success: [{ request_put: { key: encodeKey(name), value: encodeKey(value) } }],
      failure: [{ request_range: encodeRange(prefix) }],
    })) as TxnReply;
    if (succeeded) return this.list(prefix);
    return (responses[0]?.response_range?.kvs ?? []).map(decodeRow);
  }

  async #range(body: object): Promise<RangeReply> {
    return (await this.#client.ask('/v3/kv/range', body)) as RangeReply;
  }

  async #putIf(condition: object, name: string, value: string): Promise<Row> {
    const { header, succeeded = false } = (await this.#client.tell('/v3/kv/txn', {
      compare: [condition],
      success: [{ request_put: { key: encodeKey(name), value: encodeKey(value) } }],
    })) as TxnReply;
    if (!succeeded) throw new Conflict(name);
    return { name, revision: Number(header.revision), value };
  }
}
