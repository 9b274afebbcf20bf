const PORT = 3306;
const TRUE = /^(1|true|TRUE|True)$/;
const FALSE = /^(0|false|FALSE|False)$/;
const LATE_TLS = /^(skip-verify|preferred)$/;

export type DsnTls = 'false' | 'true' | 'skip-verify' | 'preferred';

export type DsnAddress =
  | { readonly network: 'tcp'; readonly host: string; readonly port: number }
  | { readonly network: 'unix'; readonly path: string };

export interface Dsn {
  readonly user: string;
  readonly password: string;
  readonly address: DsnAddress;
  readonly database: string;
  readonly tls: DsnTls;
}

/**
 * Reads `[USER[:PASSWORD]@][NETWORK[(ADDRESS)]]/DATABASE[?PARAMETERS]` by the rules of Go's driver: the last `/`
 * begins the database, the last `@` before it the network, and the first `:` the password, which is never
 * decoded. Throws in the driver's words.
 */
export function parseDsn(text: string): Dsn {
  const slash = text.lastIndexOf('/');
  if (slash < 0) throw new Error('invalid DSN: missing the slash separating the database name');
  const before = text.slice(0, slash);
  const at = before.lastIndexOf('@');
  const [database = '', ...parameters] = text.slice(slash + 1).split('?');
  return {
    ...parseLogin(before.slice(0, Math.max(at, 0))),
    address: parseAddress(before.slice(at + 1)),
    database: unescape(database),
    tls: parseTls(new Map(parameters.join('?').split('&').map(splitParameter)).get('tls') ?? ''),
  };
}

function parseLogin(login: string): Pick<Dsn, 'user' | 'password'> {
  const colon = login.indexOf(':');
  if (colon < 0) return { user: login, password: '' };
  return { user: login.slice(0, colon), password: login.slice(colon + 1) };
}

function parseAddress(text: string): DsnAddress {
  const bracket = text.indexOf('(');
  if (bracket >= 0 && !text.endsWith(')'))
    throw new Error(
      text.includes(')')
        ? 'invalid DSN: did you forget to escape a param value?'
        : 'invalid DSN: network address not terminated (missing closing brace)',
    );
  const network = (bracket < 0 ? text : text.slice(0, bracket)) || 'tcp';
  const address = bracket < 0 ? '' : text.slice(bracket + 1, -1);
  switch (network) {
    case 'tcp':
      return { network, ...parseHost(address || '127.0.0.1') };
    case 'unix':
      return { network, path: address || '/tmp/mysql.sock' };
    default:
      throw new Error(
        address
          ? `dial ${network}: unknown network ${network}`
          : `default addr for network '${network}' unknown`,
      );
  }
}

/** `HOST`, `HOST:PORT`, `[IPV6]:PORT`, or an IPv6 address alone. */
function parseHost(address: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(address) ?? [];
  if (port !== undefined) return { host: bracketed ?? plain ?? '', port: Number(port) };
  return { host: address.replace(/^\[(.*)\]$/, '$1'), port: PORT };
}

function splitParameter(text: string): [string, string] {
  const equals = text.indexOf('=');
  return equals < 0 ? ['', ''] : [text.slice(0, equals), text.slice(equals + 1)];
}

function parseTls(value: string): DsnTls {
  if (value === '' || FALSE.test(value)) return 'false';
  if (TRUE.test(value)) return 'true';
  const word = value.toLowerCase();
  if (LATE_TLS.test(word)) return word as DsnTls;
  throw new Error(`invalid value / unknown config name: ${value}`);
}

function unescape(database: string): string {
  try {
    return decodeURIComponent(database);
  } catch (error) {
    throw new Error(`invalid dbname ${JSON.stringify(database)}: invalid URL escape`, { cause: error });
  }
}
