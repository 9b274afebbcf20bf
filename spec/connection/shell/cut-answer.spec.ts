import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import type { K3Error } from '../../../lib/core/errors.ts';
import { lostError } from '../../../lib/connection/failures.ts';
import { HostConnection } from '../../../lib/connection/host-connection.ts';
import { LocalTransport } from '../../../lib/connection/local.ts';
import type { Pipe, Traffic, Transport } from '../../../lib/connection/pipe.ts';
import { sh } from '../../../lib/connection/sh.ts';
import { failure } from '../here.ts';

const AT_ONCE = 8;

describe('an answer that is cut', () => {
  it('is none, wherever it is cut: in a mark, in an output, before its end', async () => {
    const whole = await answerCutAfter(Infinity);
    assert.ok(whole.received > 60);
    const places = Array.from({ length: whole.received }, (_, bytes) => bytes);

    for (let at = 0; at < places.length; at += AT_ONCE) {
      const cuts = places.slice(at, at + AT_ONCE);
      const answers = await Promise.all(cuts.map((bytes) => answerCutAfter(bytes)));

      for (const { outcome } of answers) assert.equal(outcome, 'lost');
    }
    assert.equal(whole.outcome, 'whole');
  });
});

/** What becomes of a script of which the host's answer is lost after so many bytes. */
async function answerCutAfter(
  bytes: number,
): Promise<{ readonly outcome: string; readonly received: number }> {
  const transport = new CutTransport();
  const connection = new HostConnection(transport);
  try {
    await connection.run(sh`:`);
    const before = transport.received;
    transport.cutAt = before + bytes;
    const outcome = await connection.run(sh`printf out; printf err >&2; exit 3`).then(
      ({ code, stdout, stderr }) => {
        assert.deepEqual([code, stdout.toString(), stderr.toString()], [3, 'out', 'err']);
        return 'whole';
      },
      (error: unknown) => {
        assert.ok(failure('lost', 'connection/lost')(error), String(error));
        return 'lost';
      },
    );
    return { outcome, received: transport.received - before };
  } finally {
    await connection.close();
  }
}

/** This machine, until so many bytes have come from it; then it is lost. */
class CutTransport implements Transport {
  readonly host = 'here';
  readonly lost: Promise<K3Error>;
  readonly #local = new LocalTransport('here');
  #lose: (error: K3Error) => void = () => undefined;
  received = 0;
  cutAt = Infinity;

  constructor() {
    this.lost = new Promise((resolve) => (this.#lose = resolve));
  }

  get loginUser(): string {
    return this.#local.loginUser;
  }

  get traffic(): Traffic {
    return this.#local.traffic;
  }

  async open(command: string): Promise<Pipe> {
    const pipe = await this.#local.open(command);
    return { ...pipe, stdout: Readable.from(this.#pass(pipe)) };
  }

  close(): Promise<void> {
    return this.#local.close();
  }

  async *#pass(pipe: Pipe): AsyncGenerator<Buffer> {
    for await (const chunk of pipe.stdout as AsyncIterable<Buffer>) {
      const part = chunk.subarray(0, this.cutAt - this.received);
      this.received += part.length;
      if (part.length > 0) yield part;
      if (this.received < this.cutAt) continue;
      pipe.destroy();
      this.#lose(lostError(this.host));
      return;
    }
  }
}
