import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { K3Error, messageOf } from '../../core/errors.ts';
import { lostError } from '../failures.ts';
import { type Pipe, ignoreStreamErrors } from '../pipe.ts';

const OPEN_MS = 30_000;
/** A program that has ended prints nothing more after so long a silence. */
const HELD_MS = 5_000;

/** How a link ended. */
interface LinkEnd {
  readonly reason: unknown;
  /** Programs were running on it. */
  readonly inUse: boolean;
}

/** One ssh connection to the host itself. A host opens few channels on each (MaxSessions of sshd), perhaps one. */
export class Link {
  /** Never rejects. */
  readonly ended: Promise<LinkEnd>;
  readonly #host: string;
  readonly #client: Client;
  readonly #socket: Duplex;
  #reason: unknown;
  #gone = false;
  #opening = 0;
  #open = 0;
  /** How many channels it can hold, as far as is known. */
  #room = Infinity;

  constructor(host: string, client: Client, socket: Duplex) {
    this.#host = host;
    this.#client = client;
    this.#socket = socket;
    client.on('error', (error) => (this.#reason ??= error));
    this.ended = new Promise((resolve) => {
      // ssh2 tells of the connection before it tells of its channels, so these still count.
      client.once('close', () => {
        this.#gone = true;
        resolve({ reason: this.#reason, inUse: this.#open > 0 });
      });
    });
  }

  get hasRoom(): boolean {
    return !this.#gone && this.#open + this.#opening < this.#room;
  }

  /**
   * Starts a command line on a channel; undefined where the host opens no further one, or the link is gone.
   * Throws K3Error `lost`, `unreachable`.
   */
  async open(command: string): Promise<Pipe | undefined> {
    this.#opening += 1;
    try {
      const channel = await this.#openChannel(command);
      this.#open += 1;
      channel.once('close', () => (this.#open -= 1));
      return toPipe(channel);
    } catch (error) {
      if (this.#gone) return undefined;
      if (!isRefusal(error)) throw error;
      // A program that outlives its channel still counts there, so a link that refuses now may not do so for ever.
      this.#room = Math.max(1, this.#open);
      return undefined;
    } finally {
      this.#opening -= 1;
    }
  }

  /** Takes leave of the host. */
  end(): void {
    this.#client.end();
  }

  destroy(): void {
    this.#client.destroy();
    this.#socket.destroy();
  }

  #openChannel(command: string): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      let late = false;
      // On a link that is half dead the callback may never come.
      const timer = setTimeout(() => {
        late = true;
        reject(lostError(this.#host));
      }, OPEN_MS);
      const done = (error: Error | undefined, channel: ClientChannel): void => {
        clearTimeout(timer);
        if (error) reject(isRefusal(error) || this.#gone ? error : notStartedError(this.#host, error));
        else if (late) channel.destroy();
        else resolve(channel);
      };
      try {
        this.#client.exec(command, done);
      } catch (error) {
        // ssh2 has seen the end of it, and will say so.
        clearTimeout(timer);
        this.#gone = true;
        reject(lostError(this.#host, error));
      }
    });
  }
}

/** Only where the host answered that it opens no channel does ssh2 give a number as the reason. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'reason' in error && typeof error.reason === 'number';
}

function notStartedError(host: string, cause: Error): K3Error {
  return new K3Error(`${host}: the host starts no program for the login user: ${messageOf(cause)}`, {
    kind: 'unreachable',
    code: 'connection/exec-refused',
    cause,
    hint: 'sshd or its authorized_keys may forbid commands (ForceCommand, command=, internal-sftp)',
  });
}

/** 'exit' may come before the data and may not come at all; 'close' is the end. */
function toPipe(channel: ClientChannel): Pipe {
  ignoreStreamErrors(channel, channel.stderr);
  let exitCode: number | undefined;
  channel.once('exit', (code: number | null) => {
    exitCode = code ?? undefined;
    endWhenQuiet(channel);
  });
  const ended = new Promise<number | undefined>((resolve) => channel.once('close', () => resolve(exitCode)));
  const destroy = (): void => {
    channel.destroy();
    // A channel ends once all that came was read, and nobody reads any more.
    channel.resume().stderr.resume();
  };
  return { stdin: channel, stdout: channel, stderr: channel.stderr, ended, destroy };
}

/** Of a program that has ended: what start-up files of the login shell left behind may hold its outputs for ever. */
function endWhenQuiet(channel: ClientChannel): void {
  const timer = setInterval(() => {
    if (channel.readableLength === 0) channel.destroy();
    if (channel.destroyed) clearInterval(timer);
  }, HELD_MS);
  timer.unref();
  for (const stream of [channel, channel.stderr]) {
    // Listening to what nobody reads yet would make it flow.
    if (stream.readableFlowing !== null) stream.on('data', () => timer.refresh());
  }
  channel.once('close', () => clearInterval(timer));
}
