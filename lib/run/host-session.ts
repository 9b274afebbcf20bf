import type { Connection } from '../connection/connection.ts';
import { K3Error } from '../core/errors.ts';
import type { Host } from '../inventory/model.ts';
import type { Facts } from '../modules/facts.ts';
import type { Counts, HostStatus, Traffic } from './events.ts';
import { BlockStates } from './blocks.ts';
import { createLimit } from './limit.ts';
import { PreparedRounds } from './prepared-rounds.ts';
import { ReadAhead } from './read-ahead.ts';

/** What one run knows of one host, from the connection to the closing line. */
export class HostSession {
  readonly host: Host;
  /** Set by `set` and `register`, seen by templates of all hosts through `hostvars`. */
  readonly assigned: Record<string, unknown> = {};
  /** Check mode's predicted answers, by the key of the read; they lie over the host's own. */
  readonly predicted = new Map<string, unknown>();
  /** Names of the handlers to run at the end of the batch. */
  readonly notified = new Set<string>();
  /** In check mode, those of tasks of which it cannot be known whether they change something. */
  readonly maybeNotified = new Set<string>();
  /** Handlers that an earlier run left owed, by id; see owed-handlers.ts. */
  owed: ReadonlySet<string> = new Set();
  /** One task at a time on a host, those delegated to it included. */
  readonly turn = createLimit(1);
  /** Answers to what its next tasks will ask. */
  readonly ahead = new ReadAhead();
  readonly prepared = new PreparedRounds();
  readonly blocks = new BlockStates();
  /** Users it has run something as; undefined is the login user. */
  readonly users = new Set<string | undefined>([undefined]);
  /** How often it was asked whether something holds yet. */
  waits = 0;
  facts: Facts | undefined;
  state: 'running' | 'failed' | 'unreachable' = 'running';
  readonly #counts: Record<HostStatus, number> = {
    ok: 0,
    changed: 0,
    unknown: 0,
    skipped: 0,
    failed: 0,
    unreachable: 0,
  };
  #connection: Connection | undefined;

  constructor(host: Host) {
    this.host = host;
  }

  get name(): string {
    return this.host.name;
  }

  get counts(): Counts {
    return this.#counts;
  }

  count(status: HostStatus): void {
    this.#counts[status] += 1;
  }

  attach(connection: Connection): void {
    this.#connection = connection;
  }

  get connection(): Connection {
    if (this.#connection) return this.#connection;
    throw new K3Error(`${this.name} is not connected`, { kind: 'unreachable', code: 'run/not-connected' });
  }

  get traffic(): Traffic {
    const { waits } = this;
    return { roundTrips: 0, bytesSent: 0, bytesReceived: 0, ...this.#connection?.stats, waits };
  }

  async close(): Promise<void> {
    await this.#connection?.close();
  }
}
