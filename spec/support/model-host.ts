import type { Connection, Output, RunOptions } from '../../lib/connection/connection.ts';
import type { Script } from '../../lib/connection/sh.ts';
import { K3Error } from '../../lib/core/errors.ts';

/**
 * A host whose whole state is a map. It understands `get NAME`, `set NAME VALUE`, `lie NAME` (says it set
 * and does not), `fail` and `lose`; any other command fails the test that sent it.
 */
export class ModelHost implements Connection {
  readonly host: string;
  readonly state: Map<string, string>;
  readonly sent: string[] = [];
  /** The time limit of each of them. */
  readonly timeouts: (number | undefined)[] = [];
  /** Other scripts that it answers, by their text. */
  readonly answers: ReadonlyMap<string, string>;
  /** Handlers owed, by id. */
  readonly debts = new Set<string>();
  closed = false;

  constructor(
    host: string,
    state: Readonly<Record<string, string>> = {},
    answers: ReadonlyMap<string, string> = new Map(),
  ) {
    this.host = host;
    this.answers = answers;
    this.state = new Map(Object.entries(state));
  }

  get stats(): { roundTrips: number; bytesSent: number; bytesReceived: number } {
    return { roundTrips: this.sent.length, bytesSent: 0, bytesReceived: 0 };
  }

  async run(script: Script, options: RunOptions = {}): Promise<Output> {
    await Promise.resolve();
    options.signal?.throwIfAborted();
    const known = this.answers.get(script.text);
    if (known !== undefined) return answer(known);
    if (options.inShell) return answer('taken');
    if (script.text.includes('/k3play/owed')) return this.#keepDebts(script.text);
    this.sent.push(script.text);
    this.timeouts.push(options.timeoutMs);
    const [verb, name = '', value = ''] = script.text.split(' ');
    switch (verb) {
      case 'get':
        return answer(this.state.get(name) ?? '');
      case 'set':
        this.state.set(name, value);
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
