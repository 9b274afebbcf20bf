import { isIPv6 } from 'node:net';
import { hashBytes } from '../../core/hash.ts';

/** What a datastore speaks. MariaDB speaks MySQL's protocol, and K3s knows it by that name alone. */
export type Engine = 'postgres' | 'mysql' | 'etcd';

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** A datastore endpoint taken apart; `user`, `password` and `database` are "" where there are none. */
export interface Endpoint {
  readonly engine: Engine;
  /** One, but for etcd. None where a socket of the host itself is meant. */
  readonly targets: readonly Target[];
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** What follows the "?", as written. */
  readonly options: string;
  /** Whether etcd is spoken to over TLS. Of SQL servers the options and the certificates decide. */
  readonly tls: boolean;
}

/** Paths on the host that connects. */
export interface TlsFiles {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** A datastore as it is reached over the network. */
export interface Remote extends TlsFiles {
  readonly endpoint: Endpoint;
}

/** Tells datastores, and the ways to one, apart in the keys of reads. */
export function digestRemote(remote: Remote): string {
  return hashBytes(JSON.stringify(remote)).slice(0, 16);
}

/** How people write the engines. */
export const ENGINE_NAMES = {
  postgres: 'PostgreSQL',
  mysql: 'MySQL',
  etcd: 'etcd',
} as const satisfies Readonly<Record<Engine, string>>;

/** Where an endpoint leads that cannot be read. */
export const NOWHERE: Endpoint = {
  engine: 'postgres',
  targets: [],
  user: '',
  password: '',
  database: '',
  options: '',
  tls: false,
};

export const DEFAULT_PORTS: Readonly<Record<Engine, number>> = { postgres: 5432, mysql: 3306, etcd: 2379 };

/**
 * The text K3s wants. Of PostgreSQL it is a URL, so that user, password and database are percent-encoded. Of
 * MySQL it is a DSN of Go's driver, which decodes nothing: it parts the text at its last "/", then at the last
 * "@" before that, then at the first ":", so that a password may hold anything and is written as it is.
 */
export function buildEndpoint({ engine, targets, user, password, database, options, tls }: Endpoint): string {
  const [target = { host: 'localhost', port: DEFAULT_PORTS[engine] }] = targets;
  const tail = options === '' ? '' : `?${options}`;
  switch (engine) {
    case 'postgres': {
      const login = `${encode(user)}:${encode(password)}`;
      return `postgres://${login}@${describeTarget(target)}/${encode(database)}${tail}`;
    }
    case 'mysql':
      return `mysql://${user}:${password}@tcp(${describeTarget(target)})/${database}${tail}`;
    case 'etcd':
      return urlsOf({ targets, tls }).join(',');
  }
}

/** Host and port as addresses have them, "[fd00::1]:5432" of IPv6. */
export function describeTarget({ host, port }: Target): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** Where the members of etcd answer. */
export function urlsOf({ targets, tls }: Pick<Endpoint, 'targets' | 'tls'>): readonly string[] {
  return targets.map((each) => `${tls ? 'https' : 'http'}://${describeTarget(each)}`);
}

/** An endpoint taken apart, or what is wrong with it, in words that hold nothing of it. */
export function parseEndpoint(text: string): Endpoint | string {
  if (/^postgres(ql)?:\/\//.test(text)) return parsePostgres(text);
  if (text.startsWith('mysql://')) return parseMysql(text.slice('mysql://'.length));
  if (/^https?:\/\//.test(text)) return parseEtcd(text);
  return 'K3s takes a datastore endpoint it does not know for SQLite: it must begin with postgres://, mysql://, https:// or http://';
}

function parsePostgres(text: string): Endpoint | string {
  const form =
    /^postgres(?:ql)?:\/\/(?:([^/?#]*)@)?(\[[0-9a-f:.]+\]|[^/?#:[\]@,]*)(?::(\d+))?(?:\/([^/?#]*))?(?:\?([^#]*))?$/i;
  const [whole, login = '', host = '', port, path = '', options = ''] = form.exec(text) ?? [];
  const colon = login.indexOf(':');
  const parts = [
    colon < 0 ? login : login.slice(0, colon),
    colon < 0 ? '' : login.slice(colon + 1),
    path,
  ].map(decode);
  const [user, password, database] = parts;
  if (
    whole === undefined ||
    user === undefined ||
    password === undefined ||
    database === undefined ||
    /\s/.test(text)
  ) {
    return 'the endpoint is no URL: in user, password and database of PostgreSQL, characters such as @ : / ? # % and spaces are percent-encoded';
  }
  return {
    engine: 'postgres',
    targets: [targetOf(host, port, 'postgres')],
    // What K3s's driver takes where nothing is said.
    user: user || 'postgres',
    password: password || (login === '' ? 'postgres' : ''),
    database: database.toLowerCase() || 'kubernetes',
    options,
    tls: false,
  };
}

function parseMysql(dsn: string): Endpoint | string {
  if (dsn === '') return { ...MYSQL_SOCKET, targets: [] };
  const slash = dsn.lastIndexOf('/');
  const [before, after] = [dsn.slice(0, slash), dsn.slice(slash + 1)];
  const at = before.lastIndexOf('@');
  const [, net, place] = /^([a-z]+)\((.*)\)$/.exec(before.slice(at + 1)) ?? [];
  if (slash < 0 || (net !== 'tcp' && net !== 'unix') || place === undefined) {
    return 'an endpoint of MySQL is written mysql://user:password@tcp(host:3306)/database, the password as it is, not encoded';
  }
  const login = at < 0 ? '' : before.slice(0, at);
  const colon = login.indexOf(':');
  const [database, options] = splitOnce(after, '?');
  const [, host = '', port] = /^(\[[0-9a-f:.]+\]|[^:]*)(?::(\d+))?$/i.exec(place) ?? [];
  return {
    engine: 'mysql',
    targets: net === 'unix' ? [] : [targetOf(host, port, 'mysql')],
    user: (colon < 0 ? login : login.slice(0, colon)) || 'root',
    password: colon < 0 ? '' : login.slice(colon + 1),
    database: database || 'kubernetes',
    options,
    tls: false,
  };
}

/** Where K3s looks for MySQL when nothing is said: the host's own socket. */
const MYSQL_SOCKET: Omit<Endpoint, 'targets'> = {
  engine: 'mysql',
  user: 'root',
  password: '',
  database: 'kubernetes',
  options: '',
  tls: false,
};

function parseEtcd(text: string): Endpoint | string {
  const members = text
    .split(',')
    .map((each) => /^(https?):\/\/(\[[0-9a-f:.]+\]|[^/?#:@[\]]+)(?::(\d+))?\/?$/i.exec(each));
  const schemes = new Set(members.map((member) => member?.[1]));
  if (schemes.has(undefined)) {
    return 'an endpoint of etcd is a list of addresses such as https://10.0.0.1:2379,https://10.0.0.2:2379, without path, user or password';
  }
  if (schemes.size > 1) return 'the members of etcd are all https:// or all http://';
  return {
    engine: 'etcd',
    targets: members.map((member) => targetOf(member?.[2] ?? '', member?.[3], 'etcd')),
    user: '',
    password: '',
    database: '',
    options: '',
    tls: schemes.has('https'),
  };
}

// Three parameters, because a URL has them in this order.
function targetOf(host: string, port: string | undefined, engine: Engine): Target {
  const bare = host.replace(/^\[|\]$/g, '');
  return { host: bare || 'localhost', port: port === undefined ? DEFAULT_PORTS[engine] : Number(port) };
}

/** As encodeURIComponent, and the quotes it leaves, so that no shell or YAML that meets the text trips over it. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(text: string): string | undefined {
  // Go refuses these in the part of a URL before the "@".
  if (/["<>\\^`{|}\s]/.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function splitOnce(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
