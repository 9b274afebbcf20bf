import type { Connection, ConnectionStats } from '../connection/connection.ts';
import { K3Error } from '../core/errors.ts';
import type { Unknown } from '../core/unknown.ts';
import { describeHost } from '../inventory/describe-host.ts';
import type { Host } from '../inventory/model.ts';
import type { Facts } from '../modules/facts.ts';
import type { Counts, HostStatus, Traffic } from './events.ts';
import { Background } from './background.ts';
import { BlockStates } from './blocks.ts';
import { createLimit } from './limit.ts';
import { Progress } from './progress.ts';
import { PreparedRounds } from './prepared-rounds.ts';
import type { Wish } from './wish.ts';
import { ReadAhead } from './read-ahead.ts';

/** What one run knows of one host, from the connection to the closing line. */
export class HostSession {
  readonly host: Host;
  /** Set by `set` and `register`, seen by templates of all hosts through `hostvars`. */
  readonly assigned: Record<string, unknown> = {};
  /** Check mode's predicted answers, by the key of the read; they lie over the host's own. */
  readonly predicted = new Map<string, unknown>();
  /** Ids of the handlers to run at the end of the section. */
  readonly notified = new Set<string>();
  /** Those of them that are due for what an earlier run left owed, and for nothing else. */
  readonly owing = new Set<string>();
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
  readonly progress = new Progress();
  readonly background = new Background();
  /** Users it has run something as; undefined is the login user. */
  readonly users = new Set<string | undefined>([undefined]);
  /** How often it was asked whether something holds yet. */
  waits = 0;
  facts: Facts | undefined;
  /** Whether its facts were asked for again, by a task: they are seen then whatever the play says. */
  wantsFacts = false;
  /** What the present task asks of the play. */
  wish: Wish | undefined;
  /** In a dry run, why it cannot be known whether it comes to the next tasks of the play. */
  doubt: Unknown | undefined;
  /** Whether a task lost it and that was to be borne: it is connected to anew before it is asked again. */
  isAway = false;
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
  #past: ConnectionStats = { roundTrips: 0, bytesSent: 0, bytesReceived: 0 };
  #hasLeft = false;
  #described: Readonly<Record<string, unknown>> | undefined;

  constructor(host: Host) {
    this.host = host;
  }

  get name(): string {
    return this.host.name;
  }

  /** What templates see of it as `host`. */
  get described(): Readonly<Record<string, unknown>> {
    return (this.#described ??= describeHost(this.host));
  }

  get counts(): Counts {
    return this.#counts;
  }

  count(status: HostStatus): void {
    this.#counts[status] += 1;
  }

  /** Whether the play has ended for it, which is no failure. */
  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  enterPlay(doubt: Unknown | undefined): void {
    this.#hasLeft = false;
    this.doubt = doubt;
    this.background.enterPlay();
  }

  /** A failure that waits for the end of a block is one nevertheless. */
  leavePlay(): void {
    this.#hasLeft = true;
    if (!this.blocks.proceed([])) this.state = 'failed';
  }

  /** What passed on an earlier connection stays counted. */
  attach(connection: Connection): void {
    this.#past = this.#passed;
    this.#connection = connection;
  }

  get connection(): Connection {
    if (this.#connection) return this.#connection;
    throw new K3Error(`${this.name} is not connected`, { kind: 'unreachable', code: 'run/not-connected' });
  }

  get traffic(): Traffic {
    return { ...this.#passed, waits: this.waits };
  }

  get #passed(): ConnectionStats {
    const now = this.#connection?.stats;
    if (!now) return this.#past;
    const { roundTrips, bytesSent, bytesReceived } = this.#past;
    return {
      roundTrips: roundTrips + now.roundTrips,
      bytesSent: bytesSent + now.bytesSent,
      bytesReceived: bytesReceived + now.bytesReceived,
    };
  }

  async close(): Promise<void> {
    await this.#connection?.close();
  }
}
