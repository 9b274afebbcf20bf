import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client, ClientChannel } from 'ssh2';
import { K3Error, messageOf } from '../../core/errors.ts';
import type { ConnectionSettings, ConnectOptions } from '../connection.ts';
import { closedError, lostError } from '../failures.ts';
import { type Pipe, type Traffic, type Transport, ignoreStreamErrors } from '../pipe.ts';
import { logIn } from './client.ts';
import { type Hop, planHops } from './hops.ts';
import { openSocket, placeOf, unreachable } from './reach.ts';

const OPEN_MS = 30_000;
const CLOSE_MS = 2_000;
/** sshd drops connections at random when many are being set up at once (MaxStartups). */
const DROPPED_RETRIES = 4;

/** Connects over ssh, through jump hosts where there are any. Throws `unreachable`, `auth`, `interrupted`. */
export async function openSsh(
  host: string,
  settings: ConnectionSettings,
  options: ConnectOptions,
): Promise<Transport> {
  const hops = planHops(host, settings, options);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await connectHops(host, hops, options.signal);
    } catch (error) {
      const dropped = error instanceof K3Error && error.code === 'connection/closed-early';
      if (!dropped || attempt >= DROPPED_RETRIES) throw error;
      await pause(200 * attempt + Math.random() * 500);
    }
  }
}

async function connectHops(
  host: string,
  hops: readonly Hop[],
  signal: AbortSignal | undefined,
): Promise<Transport> {
  const clients: Client[] = [];
  let first: Socket | undefined;
  try {
    for (const hop of hops) {
      const before = clients.at(-1);
      const socket: Duplex = before
        ? await openForward(before, hop)
        : (first = await openSocket(hop, signal));
      clients.push(await logIn(hop, { socket, signal }));
    }
  } catch (error) {
    for (const client of clients.reverse()) client.destroy();
    throw error;
  }
  const [last] = clients.slice(-1);
  if (!last || !first) throw new TypeError('a way without hops');
  return new SshTransport({ host, clients, last, socket: first, loginUser: hops.at(-1)?.user ?? '' });
}

function openForward(client: Client, hop: Hop): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      const message = `the jump host cannot reach ${placeOf(hop)}: ${messageOf(cause)}`;
      reject(unreachable(hop, { message, what: 'jump', cause }));
    };
    const timer = setTimeout(
      () => fail(new Error(`no answer within ${hop.timeoutMs / 1000} s`)),
      hop.timeoutMs,
    );
    client.forwardOut('127.0.0.1', 0, hop.address, hop.port, (error, channel) => {
      clearTimeout(timer);
      if (error) return fail(error);
      ignoreStreamErrors(channel);
      resolve(channel);
    });
  });
}

interface SshTransportOptions {
  readonly host: string;
  readonly loginUser: string;
  /** All on the way, the host's own last. */
  readonly clients: readonly Client[];
  readonly last: Client;
  readonly socket: Socket;
}

class SshTransport implements Transport {
  readonly host: string;
  readonly loginUser: string;
  readonly lost: Promise<K3Error>;
  readonly #clients: readonly Client[];
  readonly #last: Client;
  readonly #socket: Socket;
  readonly #ended: Promise<void>;
  #gone: K3Error | undefined;
  #reason: unknown;

  constructor({ host, loginUser, clients, last, socket }: SshTransportOptions) {
    this.host = host;
    this.loginUser = loginUser;
    this.#clients = clients;
    this.#last = last;
    this.#socket = socket;
    for (const client of clients) client.on('error', (error) => (this.#reason ??= error));
    this.#ended = new Promise((resolve) => last.once('close', resolve));
    this.lost = this.#ended.then(() => (this.#gone ??= lostError(host, this.#reason)));
  }

  get traffic(): Traffic {
    return { sent: this.#socket.bytesWritten, received: this.#socket.bytesRead };
  }

  open(command: string): Promise<Pipe> {
    if (this.#gone) return Promise.reject(this.#gone);
    return new Promise((resolve, reject) => {
      // On a link that is half dead the callback may never come.
      const timer = setTimeout(() => reject(lostError(this.host)), OPEN_MS);
      void this.lost.then((error) => {
        clearTimeout(timer);
        reject(error);
      });
      const done = (error: Error | undefined, channel: ClientChannel): void => {
        clearTimeout(timer);
        if (error) reject(this.#gone ?? refusedError(this.host, error));
        else resolve(toPipe(channel));
      };
      try {
        this.#last.exec(command, done);
      } catch (error) {
        clearTimeout(timer);
        reject(lostError(this.host, error));
      }
    });
  }

  async close(): Promise<void> {
    this.#gone ??= closedError(this.host);
    for (const client of [...this.#clients].reverse()) client.end();
    await Promise.race([this.#ended, pause(CLOSE_MS, undefined, { ref: false })]);
    this.#socket.destroy();
  }
}

/** 'exit' may come before the data and may not come at all; 'close' is the end. */
function toPipe(channel: ClientChannel): Pipe {
  ignoreStreamErrors(channel, channel.stderr);
  let exitCode: number | undefined;
  channel.on('exit', (code: number | null) => (exitCode = code ?? undefined));
  const ended = new Promise<number | undefined>((resolve) => channel.once('close', () => resolve(exitCode)));
  return { stdin: channel, stdout: channel, stderr: channel.stderr, ended, destroy: () => channel.destroy() };
}

function refusedError(host: string, cause: Error): K3Error {
  return new K3Error(`${host}: the host opened no further channel: ${messageOf(cause)}`, {
    kind: 'unreachable',
    code: 'connection/channel-refused',
    cause,
    hint: 'MaxSessions in its sshd_config must be 3 or more',
  });
}
