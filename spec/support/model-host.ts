import type { Connection, Output, RunOptions } from '../../lib/connection/connection.ts';
import type { Script } from '../../lib/connection/sh.ts';
import { K3Error } from '../../lib/core/errors.ts';

/** What the hosts of a model have in common. */
export interface Cluster {
  readonly state: Map<string, string>;
  /** Every command that is no `get`, with its host, in the order they came. */
  readonly steps: string[];
}

export function createCluster(): Cluster {
  return { state: new Map(), steps: [] };
}

export interface ModelSurroundings {
  /** Other scripts that it answers, by their text. */
  readonly answers?: ReadonlyMap<string, string>;
  readonly cluster?: Cluster;
}

/**
 * A host whose whole state is a map. It understands `get NAME`, `set NAME VALUE`, `lie NAME` (says it set
 * and does not), `fail` and `lose`; any other command fails the test that sent it. Names that begin with
 * `shared-` are those of the cluster; whoever asks the `clock` lets time pass: `ticks` and `shared-ticks`
 * tell how often that was, on the host and in the cluster.
 */
export class ModelHost implements Connection {
  readonly host: string;
  state: Map<string, string>;
  readonly sent: string[] = [];
  /** What it answered of `answers`. */
  readonly answered: string[] = [];
  /** The time limit of each of them. */
  readonly timeouts: (number | undefined)[] = [];
  /** Other scripts that it answers, by their text. */
  readonly answers: ReadonlyMap<string, string>;
  /** What all hosts of the model share. */
  readonly cluster: Cluster;
  /** Handlers owed, by id. */
  readonly debts = new Set<string>();
  closed = false;
  /** How often it was connected to. */
  connected = 0;
  roundTrips = 0;
  #isSending = false;

  constructor(
    host: string,
    state: Readonly<Record<string, string>> = {},
    { answers = new Map(), cluster = createCluster() }: ModelSurroundings = {},
  ) {
    this.host = host;
    this.answers = answers;
    this.cluster = cluster;
    this.state = new Map(Object.entries(state));
  }

  get stats(): { roundTrips: number; bytesSent: number; bytesReceived: number } {
    return { roundTrips: this.roundTrips, bytesSent: 0, bytesReceived: 0 };
  }

  async run(script: Script, options: RunOptions = {}): Promise<Output> {
    await Promise.resolve();
    options.signal?.throwIfAborted();
    const known = this.answers.get(script.text);
    if (known !== undefined) {
      this.answered.push(script.text);
      return answer(known);
    }
    if (options.inShell) return answer('taken');
    if (script.text.includes('/k3play/owed')) return this.#keepDebts(script.text);
    this.sent.push(script.text);
    this.timeouts.push(options.timeoutMs);
    this.#countRoundTrip();
    if (!script.text.startsWith('get ')) this.cluster.steps.push(`${this.host}: ${script.text}`);
    const [verb, name = '', value = ''] = script.text.split(' ');
    switch (verb) {
      case 'get':
        if (name === 'clock') this.#tick();
        return answer(this.#stateOf(name).get(name) ?? '');
      case 'set':
        this.#stateOf(name).set(name, value);
        return answer('');
      case 'lie':
        return answer('');
      case 'fail':
        return { ...answer(''), code: 1, stderr: Buffer.from('no luck\n') };
      case 'lose':
        throw new K3Error('the connection was lost', { kind: 'lost', code: 'connection/lost' });
      default:
        throw new Error(`the model host does not know "${script.text}"`);
    }
  }

  /** What is sent in one turn of the event loop travels together. */
  #countRoundTrip(): void {
    if (this.#isSending) return;
    this.#isSending = true;
    this.roundTrips += 1;
    queueMicrotask(() => (this.#isSending = false));
  }

  #tick(): void {
    for (const name of ['ticks', 'shared-ticks']) {
      const state = this.#stateOf(name);
      state.set(name, String(Number(state.get(name) ?? '0') + 1));
    }
  }

  #stateOf(name: string): Map<string, string> {
    return name.startsWith('shared-') ? this.cluster.state : this.state;
  }

  #keepDebts(script: string): Output {
    for (const [id] of script.matchAll(/\b[0-9a-f]{16}\b/g)) {
      if (script.includes('rm -f')) this.debts.delete(id);
      else this.debts.add(id);
    }
    return answer('');
  }

  upload(): Promise<void> {
    throw new Error('the model host takes no files');
  }

  download(): Promise<void> {
    throw new Error('the model host gives no files');
  }

  async close(): Promise<void> {
    await Promise.resolve();
    this.closed = true;
  }
}

function answer(text: string): Output {
  return { code: 0, stdout: Buffer.from(text), stderr: Buffer.alloc(0), truncated: false, durationMs: 1 };
}
