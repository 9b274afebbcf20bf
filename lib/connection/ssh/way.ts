import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'ssh2';
import { K3Error, messageOf } from '../../core/errors.ts';
import { type Traffic, ignoreStreamErrors } from '../pipe.ts';
import { type Login, logIn } from './client.ts';
import type { Hop } from './hops.ts';
import { Link } from './link.ts';
import { openSocket, placeOf, unreachable } from './reach.ts';

/** sshd drops connections at random when many are being set up at once (MaxStartups). */
const MOST_ATTEMPTS = 4;

/** The way to a host, gone once: past its jump hosts, to the machine and the key that were found at its end. */
export class Way {
  readonly #host: string;
  readonly #hop: Hop;
  readonly #jumps: readonly Client[];
  readonly #sockets: Socket[];
  readonly #hostKey: Buffer;

  private constructor(plan: { host: string; hop: Hop; jumps: readonly Client[] }, first: Arrival) {
    this.#host = plan.host;
    this.#hop = plan.hop;
    this.#jumps = plan.jumps;
    this.#sockets = first.sockets;
    this.#hostKey = first.login.hostKey;
  }

  /** Throws K3Error `unreachable`, `auth`, `interrupted`. */
  static open(
    host: string,
    hops: readonly Hop[],
    signal: AbortSignal | undefined,
  ): Promise<{ readonly way: Way; readonly link: Link }> {
    return tryAgainIfDropped(async () => {
      const jumps: Client[] = [];
      const sockets: Socket[] = [];
      try {
        for (const [index, hop] of hops.entries()) {
          const socket = await reach(hop, { jump: jumps.at(-1), sockets, signal });
          const login = await logIn(hop, { socket, signal });
          if (index < hops.length - 1) jumps.push(login.client);
          else
            return {
              way: new Way({ host, hop, jumps }, { login, sockets }),
              link: new Link(host, login.client, socket),
            };
        }
        throw new TypeError('a way without hops');
      } catch (error) {
        for (const client of jumps.reverse()) client.destroy();
        throw error;
      }
    });
  }

  get traffic(): Traffic {
    const sum = (count: (socket: Socket) => number): number =>
      this.#sockets.reduce((total, socket) => total + count(socket), 0);
    return { sent: sum(({ bytesWritten }) => bytesWritten), received: sum(({ bytesRead }) => bytesRead) };
  }

  /** A further link by the same jump hosts to the same machine, which must show the same key. */
  another(signal: AbortSignal): Promise<Link> {
    const [first] = this.#sockets;
    // A name may stand for several machines.
    const address = this.#jumps.length > 0 ? undefined : first?.remoteAddress;
    const hop = { ...this.#hop, address: address ?? this.#hop.address };
    return tryAgainIfDropped(async () => {
      const socket = await reach(hop, { jump: this.#jumps.at(-1), sockets: this.#sockets, signal });
      const { client } = await logIn(this.#hop, { socket, signal, expectedKey: this.#hostKey });
      return new Link(this.#host, client, socket);
    });
  }

  /** Takes leave of the jump hosts; `destroy` ends what is left. */
  end(): void {
    for (const client of [...this.#jumps].reverse()) client.end();
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

interface Arrival {
  readonly login: Login;
  /** Of this machine; what goes by jump hosts goes through the first. */
  readonly sockets: Socket[];
}

interface ReachOptions {
  readonly jump: Client | undefined;
  readonly sockets: Socket[];
  readonly signal: AbortSignal | undefined;
}

async function reach(hop: Hop, { jump, sockets, signal }: ReachOptions): Promise<Duplex> {
  if (jump) return openForward(jump, hop);
  const socket = await openSocket(hop, signal);
  sockets.push(socket);
  return socket;
}

async function tryAgainIfDropped<T>(attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      const dropped = error instanceof K3Error && error.code === 'connection/closed-early';
      if (!dropped || attempts >= MOST_ATTEMPTS) throw error;
      await pause(200 * attempts + Math.random() * 500);
    }
  }
}

function openForward(client: Client, hop: Hop): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    let late = false;
    const fail = (cause: unknown): void => {
      const message = `the jump host cannot reach ${placeOf(hop)}: ${messageOf(cause)}`;
      reject(unreachable(hop, { message, what: 'jump', cause }));
    };
    const timer = setTimeout(() => {
      late = true;
      fail(new Error(`no answer within ${hop.timeoutMs / 1000} s`));
    }, hop.timeoutMs);
    client.forwardOut('127.0.0.1', 0, hop.address, hop.port, (error, channel) => {
      clearTimeout(timer);
      if (error) return fail(error);
      ignoreStreamErrors(channel);
      if (late) channel.destroy();
      else resolve(channel);
    });
  });
}
