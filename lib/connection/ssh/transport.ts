import { setTimeout as pause } from 'node:timers/promises';
import { K3Error, messageOf } from '../../core/errors.ts';
import type { ConnectionSettings } from '../connection.ts';
import { closedError, lostError } from '../failures.ts';
import type { Pipe, Traffic, Transport } from '../pipe.ts';
import { planHops, type SshOptions } from './hops.ts';
import type { Link } from './link.ts';
import { Way } from './way.ts';

const CLOSE_MS = 2_000;
/** Connections to one host, where it opens few channels on each. */
const MOST_LINKS = 8;

/** Connects over ssh, through jump hosts where there are any. Throws `unreachable`, `auth`, `interrupted`. */
export async function openSsh(
  host: string,
  settings: ConnectionSettings,
  options: SshOptions,
): Promise<Transport> {
  const hops = planHops(host, settings, options);
  const { way, link } = await Way.open(host, hops, options.signal);
  return new SshTransport({ host, way, first: link, loginUser: hops.at(-1)?.user ?? '' });
}

interface SshTransportOptions {
  readonly host: string;
  readonly loginUser: string;
  readonly way: Way;
  readonly first: Link;
}

/**
 * Programs on channels of one connection, and of further ones to the same host where it refuses more channels on
 * the first. Together they are one: if any is lost that is in use, all are.
 */
class SshTransport implements Transport {
  readonly host: string;
  readonly loginUser: string;
  readonly lost: Promise<K3Error>;
  readonly #way: Way;
  readonly #first: Link;
  readonly #links: Link[] = [];
  readonly #leaving = new AbortController();
  #connecting = 0;
  #gone: K3Error | undefined;
  #tellLost: (error: K3Error) => void = () => undefined;

  constructor({ host, loginUser, way, first }: SshTransportOptions) {
    this.host = host;
    this.loginUser = loginUser;
    this.#way = way;
    this.#first = first;
    this.lost = new Promise((resolve) => (this.#tellLost = resolve));
    this.#add(first);
  }

  get traffic(): Traffic {
    return this.#way.traffic;
  }

  async open(command: string): Promise<Pipe> {
    for (const link of [...this.#links]) {
      if (this.#gone) throw this.#gone;
      const pipe = link.hasRoom ? await this.#openOn(link, command) : undefined;
      if (pipe) return pipe;
    }
    return this.#openFurther(command);
  }

  async close(): Promise<void> {
    this.#gone ??= closedError(this.host);
    this.#leaving.abort();
    const ended = Promise.all(this.#links.map((link) => link.ended));
    for (const link of this.#links) link.end();
    this.#way.end();
    await Promise.race([ended, pause(CLOSE_MS, undefined, { ref: false })]);
    this.#way.destroy();
  }

  async #openOn(link: Link, command: string): Promise<Pipe | undefined> {
    try {
      return await link.open(command);
    } catch (error) {
      throw this.#gone ?? error;
    }
  }

  async #openFurther(command: string): Promise<Pipe> {
    if (this.#gone) throw this.#gone;
    if (this.#links.length + this.#connecting >= MOST_LINKS) throw refusedError(this.host);
    const link = await this.#connect();
    this.#add(link);
    const pipe = await this.#openOn(link, command);
    if (pipe) return pipe;
    throw refusedError(this.host);
  }

  async #connect(): Promise<Link> {
    this.#connecting += 1;
    try {
      const link = await this.#way.another(this.#leaving.signal);
      if (this.#gone) link.destroy();
      else return link;
    } catch (error) {
      throw this.#gone ?? refusedError(this.host, error);
    } finally {
      this.#connecting -= 1;
    }
    throw this.#gone;
  }

  #add(link: Link): void {
    this.#links.push(link);
    void link.ended.then(({ reason, inUse }) => {
      this.#links.splice(this.#links.indexOf(link), 1);
      // sshd may close a connection without channels as unused.
      if (link === this.#first || inUse) this.#lose(reason);
    });
  }

  #lose(reason: unknown): void {
    this.#gone ??= lostError(this.host, reason);
    this.#tellLost(this.#gone);
    this.#leaving.abort();
    for (const link of this.#links) link.destroy();
    this.#way.end();
  }
}

function refusedError(host: string, cause?: unknown): K3Error {
  const because = cause === undefined ? '' : `, and no further connection could be made: ${messageOf(cause)}`;
  return new K3Error(`${host}: the host opens no further channel${because}`, {
    kind: 'unreachable',
    code: 'connection/channel-refused',
    cause,
    hint: 'MaxSessions in its sshd_config should be 3 or more',
  });
}
